import type { JsonObject } from '../common/json.js';
import type { CompactedResponse } from '../openai-wire/responses/compacted-response.js';
import { toCompactionItem } from '../openai-wire/responses/compaction-item.js';
import { toResponseUsage } from '../openai-wire/responses/response-usage.js';
import type { RunEvent } from '../runs/run-event.js';
import { SummaryCutError } from './responses.errors.js';

export interface Compaction {
  id: string;
  /** Seconds since the epoch. */
  createdAt: number;
  /** The items that were sent. */
  input: readonly JsonObject[];
}

/**
 * Reads the run of a summary to its end. What was said for the system stays as it was, and the summary stands for the rest. Throws the
 * error of a failed run.
 */
export async function toCompactedResponse(
  events: AsyncIterable<RunEvent[]>,
  { id, createdAt, input }: Compaction,
): Promise<CompactedResponse> {
  let text = '';
  let end: Extract<RunEvent, { type: 'run-end' }> | undefined;
  for await (const batch of events) {
    for (const event of batch) {
      if (event.type === 'run-error') throw event.error;
      if (event.type === 'text-delta') text += event.text;
      if (event.type === 'run-end') end = event;
    }
  }
  if (end?.finishReason !== 'stop' || text.trim() === '') throw new SummaryCutError();
  const kept = input.filter(({ role }) => role === 'system' || role === 'developer');
  const output = [...kept, toCompactionItem(`${id.replace(/^resp_/, '')}_0`, text)];
  return { id, object: 'response.compaction', created_at: createdAt, output, usage: toResponseUsage(end.usage) };
}
