import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toChunks } from '../../src/chat-completions/to-chunks.js';
import { toCompletion } from '../../src/chat-completions/to-completion.js';
import type { RunEvent } from '../../src/runs/run-event.js';
import { joinChunks } from '../support/chat-stream.js';
import { joinedText, pieceSizes, reassemblyTimeout, receiptChoice } from '../support/reassembly.js';
import { batches, cutRun, wholeRun } from '../support/run-events.js';
import { sdkChunksUntilError, sdkCompletion } from '../support/sdk-reassembly.js';

/** Ten thousand together with those of responses. */
const numRuns = { whole: 3_500, cut: 2_500 };
const identity = fc.tuple(fc.boolean(), receiptChoice).map(([includeUsage, receipts]) => ({
  id: 'chatcmpl-1',
  created: 1_767_225_600,
  model: 'openclaw:main',
  includeUsage,
  ...receipts,
}));

/** What the events say up to where they were cut. */
function saidBy(events: readonly RunEvent[]): { content: string; refusal: string; reasoning: string } {
  const said = { content: '', refusal: '', reasoning: '' };
  for (const event of events) {
    if (event.type === 'text-delta') said.content += event.text;
    if (event.type === 'refusal-delta') said.refusal += event.text;
    if (event.type === 'reasoning-delta') said.reasoning += event.text;
  }
  return said;
}

describe('chat completions that OpenAI’s package puts together', () => {
  it(
    'J3: equal the whole answer, whatever is said and however the bytes arrive',
    () =>
      fc.assert(
        fc.asyncProperty(wholeRun, identity, pieceSizes, async (events, told, sizes) => {
          const put = await sdkCompletion(await joinedText(toChunks(batches(...events), told)), sizes);
          const { choices } = await toCompletion(batches(...events), told);
          const { message, finish_reason } = choices[0];
          expect(put.choices).toMatchObject([
            { finish_reason, message: { role: 'assistant', content: message.content ?? '' } },
          ]);
          expect(put.choices[0]?.message.refusal ?? '').toBe(message.refusal ?? '');
          expect(put.choices[0]?.message.tool_calls ?? []).toMatchObject(message.tool_calls ?? []);
        }),
        { numRuns: numRuns.whole },
      ),
    reassemblyTimeout,
  );

  it(
    'J3, J4: hold what was said before the provider broke off, and the error',
    () =>
      fc.assert(
        fc.asyncProperty(cutRun, identity, pieceSizes, async (events, told, sizes) => {
          const text = await joinedText(toChunks(batches(...events), told));
          const { chunks, error } = await sdkChunksUntilError(text, sizes);
          expect(error).toMatchObject({ code: 'upstream_error', type: 'server_error' });
          expect(joinChunks(chunks)).toMatchObject(saidBy(events.flat()));
        }),
        { numRuns: numRuns.cut },
      ),
    reassemblyTimeout,
  );
});
