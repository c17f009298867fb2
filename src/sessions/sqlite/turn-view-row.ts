import { isJsonObject } from '../../common/json.js';
import type { Turn, TurnOutline } from '../session-store.port.js';
import { type TurnView, turnViewVersion, viewOf } from '../turn-view.js';
import type { TurnViewRow } from './session-database.js';
import type { OutlineRow } from './turn-queries.js';

export function toViewRow(sessionKey: string, turn: Turn): TurnViewRow {
  return { session_key: sessionKey, turn_id: turn.id, version: turnViewVersion, view: JSON.stringify(viewOf(turn)) };
}

/** Throws when the row does not hold the JSON that belongs there. */
export function fromOutlineRow({ id, parent_id: parentId, bytes, view }: OutlineRow): TurnOutline {
  const value: unknown = JSON.parse(view ?? 'null');
  if (!isView(value)) throw new TypeError('The stored view of a turn holds something else.');
  return { id, parentId, bytes, prints: value.prints, sizes: value.sizes };
}

/** Looks at what the gateway itself relies on; the rest was written by this gateway. */
function isView(value: unknown): value is TurnView {
  return isJsonObject(value) && Array.isArray(value['prints']) && Array.isArray(value['sizes']);
}
