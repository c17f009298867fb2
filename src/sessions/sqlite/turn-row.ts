import type { AssistantMessage, Message } from '../../common/conversation.js';
import type { Turn } from '../session-store.port.js';
import type { TurnRow } from './session-database.js';

export type NewTurnRow = Omit<TurnRow, 'seq'>;

export function toTurnRow(sessionKey: string, turn: Turn): NewTurnRow {
  const body = {
    input: JSON.stringify(turn.input),
    output: JSON.stringify(turn.output),
    visible: JSON.stringify(turn.visible),
  };
  return {
    id: turn.id,
    session_key: sessionKey,
    parent_id: turn.parentId,
    run_id: turn.runId,
    ...body,
    created_at: turn.createdAt,
    bytes: Object.values(body).reduce((sum, json) => sum + Buffer.byteLength(json), 0),
  };
}

/** Throws when a column does not hold the JSON that belongs there. */
export function fromTurnRow(row: TurnRow): Turn {
  return {
    id: row.id,
    parentId: row.parent_id,
    runId: row.run_id,
    input: parseMessages(row.input),
    output: parseMessages(row.output),
    visible: parseVisible(row.visible),
    createdAt: row.created_at,
  };
}

function parseMessages(json: string): Message[] {
  const value: unknown = JSON.parse(json);
  if (Array.isArray(value) && value.every(isMessage)) return value;
  throw new TypeError('The stored turn holds something else than messages.');
}

function parseVisible(json: string): AssistantMessage {
  const value: unknown = JSON.parse(json);
  if (isMessage(value) && value.role === 'assistant') return value;
  throw new TypeError('The stored turn holds no visible answer.');
}

/** Looks at what the gateway itself relies on; the rest was written by this gateway. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('role' in value)) return false;
  if (value.role === 'assistant') return 'text' in value && 'toolCalls' in value && Array.isArray(value.toolCalls);
  return (value.role === 'user' || value.role === 'tool') && 'content' in value && Array.isArray(value.content);
}
