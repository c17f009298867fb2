import { isJsonObject } from '../../common/json.js';
import type { KeptResponse } from '../response-store.port.js';

export interface ResponseRow {
  id: string;
  run_id: string;
  session_key: string;
  /** The whole response as JSON. */
  body: string;
  created_at: number;
}

export function toResponseRow(response: KeptResponse): ResponseRow {
  const { id, runId, session, createdAt } = response;
  return { id, run_id: runId, session_key: session.key, body: JSON.stringify(response), created_at: createdAt };
}

/** Throws when the row does not hold the JSON that belongs there. */
export function fromResponseRow({ id, body }: ResponseRow): KeptResponse {
  const value: unknown = JSON.parse(body);
  if (isKept(value) && value.id === id) return value;
  throw new TypeError('The stored response holds something else.');
}

/** Looks at what the gateway itself relies on; the rest was written by this gateway. */
function isKept(value: unknown): value is KeptResponse {
  if (!isJsonObject(value) || !isJsonObject(value['identity']) || !isJsonObject(value['session'])) return false;
  const texts = [value['id'], value['runId'], value['agentId'], value['credentialId'], value['session']['key']];
  return texts.every((text) => typeof text === 'string') && Array.isArray(value['input']);
}
