import { setImmediate as afterReadyWork } from 'node:timers/promises';
import type { RunEvent } from '../run-event.js';
import { KeptError, type KeptFailure, failureOf } from './kept-error.js';
import type { RunRecord } from './run-record.js';

/** Characters after which a text ends, because to write or to read one keeps everybody else waiting. */
const fullText = 64 * 1024;

/** Events as texts, of each of which `eventsFromJson` gives the equal of some of them, in their order. */
export async function eventsToJson(events: readonly RunEvent[]): Promise<string[]> {
  const texts: string[] = [];
  const rest: string[] = [];
  let characters = 0;
  for (const event of events) {
    const text = eventToJson(event);
    rest.push(text);
    characters += text.length;
    if (characters < fullText) continue;
    texts.push(listOf(rest.splice(0)));
    characters = 0;
    await afterReadyWork();
  }
  return rest.length > 0 ? [...texts, listOf(rest)] : texts;
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

function eventToJson(event: RunEvent): string {
  return JSON.stringify(event.type === 'run-error' ? { ...event, error: failureOf(event.error) } : event);
}

function listOf(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}
