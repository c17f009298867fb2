import { isDeeperThan, isJsonObject } from '../common/json.js';
import type { RequestFrame } from '../gateway-protocol/frames.js';

/** Levels of lists and objects that a frame may have; deeper ones exist only to exhaust whoever walks them. */
const maxDepth = 64;
const longestId = 256;

/** A frame of a client. `not-json` is a fault of another kind than a frame that says nothing this protocol knows. */
export type ParsedFrame =
  { kind: 'request'; frame: RequestFrame } | { kind: 'not-json' } | { kind: 'invalid'; problem: string; id?: string };

export function parseFrame(text: string): ParsedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  if (!isJsonObject(value)) return invalid('must be an object');
  const { type, id, method, params } = value;
  if (typeof id !== 'string' || id === '' || id.length > longestId) return invalid('at /id: must be a short string');
  if (isDeeperThan(value, maxDepth)) return invalid(`must not be nested deeper than ${maxDepth} levels`, id);
  if (type !== 'req') return invalid('at /type: must be equal to "req"', id);
  if (typeof method !== 'string' || method === '') return invalid('at /method: must be a string', id);
  return { kind: 'request', frame: { type, id, method, params } };
}

function invalid(problem: string, id?: string): ParsedFrame {
  return { kind: 'invalid', problem, ...(id === undefined ? {} : { id }) };
}
