import { GatewayError, type GatewayErrorOptions } from '../../common/gateway-error.js';
import type { RunEvent } from '../run-event.js';
import type { RunRecord } from './run-record.js';

/** A failure of a run as it was told to its caller. What it was caused by stayed in the log. */
export class KeptError extends GatewayError {
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it opens the inherited one, which is protected
  constructor(message: string, options: GatewayErrorOptions) {
    super(message, options);
  }
}

/** Events as text, so that `eventsFromJson` gives equal ones. */
export function eventsToJson(events: readonly RunEvent[]): string {
  return JSON.stringify(
    events.map((event) => (event.type === 'run-error' ? { ...event, error: parts(event.error) } : event)),
  );
}

export function eventsFromJson(json: string): RunEvent[] {
  const events = JSON.parse(json) as KeptEvent[];
  return events.map((event) => (event.type === 'run-error' ? { ...event, error: whole(event.error) } : event));
}

export function recordToJson({ error, ...record }: RunRecord): string {
  return JSON.stringify(error ? { ...record, error: parts(error) } : record);
}

export function recordFromJson(json: string): RunRecord {
  const { error, ...record } = JSON.parse(json) as Omit<RunRecord, 'error'> & { error?: KeptFailure };
  return error ? { ...record, error: whole(error) } : record;
}

type KeptFailure = Omit<GatewayErrorOptions, 'cause'> & { message: string };
type KeptEvent = Exclude<RunEvent, { type: 'run-error' }> | { type: 'run-error'; error: KeptFailure };

function parts(error: GatewayError): KeptFailure {
  const { message, status, type, code, param, retryable, headers, retryAfterSeconds } = error;
  return {
    message,
    status,
    type,
    code,
    param,
    retryable,
    headers,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function whole({ message, ...options }: KeptFailure): KeptError {
  return new KeptError(message, options);
}
