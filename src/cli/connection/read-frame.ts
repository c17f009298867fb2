import { isJsonObject, tryParseJson } from '../../common/json.js';
import type { ServerFrame } from '../../gateway-protocol/frames.js';
import type { ErrorShape } from '../../gateway-protocol/protocol-error.js';

/** A frame of the gateway; undefined for what is none that this client knows, such as those of later versions. */
export function readFrame(text: string): ServerFrame | undefined {
  const frame = tryParseJson(text);
  if (!isJsonObject(frame)) return undefined;
  const { type, id, ok, payload, event } = frame;
  if (type === 'event' && typeof event === 'string') return { type, event, payload };
  if (type !== 'res' || typeof id !== 'string') return undefined;
  return ok === true ? { type, id, ok, payload } : { type, id, ok: false, error: readError(frame['error']) };
}

function readError(error: unknown): ErrorShape {
  const { code, message, details, retryable, retryAfterMs } = isJsonObject(error) ? error : {};
  return {
    // The code is only compared and shown: one of a later version does no harm.
    code: (typeof code === 'string' ? code : 'UNAVAILABLE') as ErrorShape['code'],
    message: typeof message === 'string' ? message : 'the gateway gave no reason',
    ...(isJsonObject(details) ? { details } : {}),
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  };
}
