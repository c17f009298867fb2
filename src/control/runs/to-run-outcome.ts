import type { RunEvent } from '../../runs/run-event.js';
import { spokenText } from '../../runs/spoken-text.js';
import type { RunOutcome } from './operator-run.js';

/** Reads a run to its end. `now` gives milliseconds since the epoch. */
export async function toRunOutcome(batches: AsyncIterable<RunEvent[]>, now: () => number): Promise<RunOutcome> {
  const startedAt = now();
  let text = '';
  for await (const batch of batches) {
    for (const event of batch) {
      text += spokenText(event);
      if (event.type === 'run-error') return { ok: false, error: event.error, startedAt, endedAt: now() };
      if (event.type === 'run-end') {
        const { finishReason, usage, model } = event;
        return { ok: true, text, finishReason, usage, model, startedAt, endedAt: now() };
      }
    }
  }
  throw new Error('The run ended without a terminal event.');
}
