import type { RunEvent } from '../run-event.js';
import { KeptError, type KeptFailure, failureOf } from './kept-error.js';
import type { RunRecord } from './run-record.js';

/** Events as text, so that `eventsFromJson` gives equal ones. */
export function eventsToJson(events: readonly RunEvent[]): string {
  return JSON.stringify(
    events.map((event) => (event.type === 'run-error' ? { ...event, error: failureOf(event.error) } : event)),
  );
}

export function eventsFromJson(json: string): RunEvent[] {
  const events = JSON.parse(json) as KeptEvent[];
  return events.map((event) => (event.type === 'run-error' ? { ...event, error: new KeptError(event.error) } : event));
}

export function recordToJson({ error, ...record }: RunRecord): string {
  return JSON.stringify(error ? { ...record, error: failureOf(error) } : record);
}

export function recordFromJson(json: string): RunRecord {
  const { error, ...record } = JSON.parse(json) as Omit<RunRecord, 'error'> & { error?: KeptFailure };
  return error ? { ...record, error: new KeptError(error) } : record;
}

type KeptEvent = Exclude<RunEvent, { type: 'run-error' }> | { type: 'run-error'; error: KeptFailure };
