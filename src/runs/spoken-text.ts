import type { RunEvent } from './run-event.js';

/** What an event adds to the text that people read, which is the answer or the refusal to give one; empty for all others. */
export function spokenText(event: RunEvent): string {
  return event.type === 'text-delta' || event.type === 'refusal-delta' ? event.text : '';
}
