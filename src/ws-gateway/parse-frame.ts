import { isDeeperThan, isJsonObject } from '../common/json.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import type { RequestFrame } from '../gateway-protocol/frames.js';
import { type ErrorShape, invalidRequest } from '../gateway-protocol/protocol-error.js';

/** Levels of lists and objects that a frame may have; deeper ones exist only to exhaust whoever walks them. */
const maxDepth = 64;
const longestId = 256;
/** Stands in an answer for the id of a frame that has none. */
const unknownId = 'invalid';

/** A frame that is no request, with what to answer. `closeCode` is for clients that have not connected yet. */
export interface FrameFault {
  kind: 'fault';
  id: string;
  error: ErrorShape;
  closeCode: number;
}

/** A frame of a client. */
export type ParsedFrame = { kind: 'request'; frame: RequestFrame } | FrameFault;

export function parseFrame(text: string): ParsedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ...fault('it is not JSON'), closeCode: closeCodes.invalidPayload };
  }
  if (!isJsonObject(value)) return fault('must be an object');
  const { type, id, method, params } = value;
  if (typeof id !== 'string' || id === '' || id.length > longestId) return fault('at /id: must be a short string');
  if (isDeeperThan(value, maxDepth)) return fault(`must not be nested deeper than ${maxDepth} levels`, id);
  if (type !== 'req') return fault('at /type: must be equal to "req"', id);
  if (typeof method !== 'string' || method === '') return fault('at /method: must be a string', id);
  return { kind: 'request', frame: { type, id, method, params } };
}

function fault(problem: string, id = unknownId): FrameFault {
  const { shape } = invalidRequest(`invalid request frame: ${problem}`);
  return { kind: 'fault', id, error: shape, closeCode: closeCodes.policyViolation };
}
