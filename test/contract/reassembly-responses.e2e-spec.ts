import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResponsesDialect } from '../../src/openai-wire/responses/response-stream-writer.js';
import { toCurrentResponse } from '../../src/responses/to-current-response.js';
import { toResponseEvents } from '../../src/responses/to-response-events.js';
import { toResponse } from '../../src/responses/to-response.js';
import { joinedText, pieceSizes, reassemblyTimeout, receiptChoice } from '../support/reassembly.js';
import { responseIdentity } from '../support/response-factory.js';
import { batches, cutRun, wholeRun } from '../support/run-events.js';
import { sdkResponse } from '../support/sdk-reassembly.js';

/** Ten thousand together with those of chat completions. */
const numRuns = { whole: 2_500, cut: 1_500 };
const time = 1_767_225_700_000;
const endedAt = () => time;
const told = fc.record({
  dialect: fc.constantFrom<ResponsesDialect[]>('openai', 'openresponses'),
  identity: fc
    .tuple(fc.boolean(), receiptChoice)
    .map(([summarizes, receipts]) => responseIdentity({ summarizes, ...receipts })),
});

/** The package knows reasoning by OpenAI's names alone. */
function inWordsOfOpenAi(text: string, dialect: ResponsesDialect): string {
  if (dialect === 'openai') return text;
  return text.replace(
    /^(event: |data: {"type":")response[.]reasoning[.](delta|done)/gm,
    '$1response.reasoning_text.$2',
  );
}

describe('responses of both dialects that OpenAI’s package puts together', () => {
  it(
    'J3: equal the whole answer, whatever is said and however the bytes arrive',
    () =>
      fc.assert(
        fc.asyncProperty(wholeRun, told, pieceSizes, async (events, { identity, dialect }, sizes) => {
          const text = await joinedText(toResponseEvents(batches(...events), identity, { dialect, endedAt }));
          const { output, status } = await toResponse({ events: batches(...events), endedAt }, identity);
          expect(await sdkResponse(inWordsOfOpenAi(text, dialect), sizes)).toEqual({ output, status });
        }),
        { numRuns: numRuns.whole },
      ),
    reassemblyTimeout,
  );

  it(
    'J3, J4: equal what is kept of them where the provider broke off',
    () =>
      fc.assert(
        fc.asyncProperty(cutRun, told, pieceSizes, async (events, { identity, dialect }, sizes) => {
          const text = await joinedText(toResponseEvents(batches(...events), identity, { dialect, endedAt }));
          const { output, status } = await toCurrentResponse(identity, {
            status: 'failed',
            events: batches(...events),
            endedAt: time,
          });
          expect(status).toBe('failed');
          expect(await sdkResponse(inWordsOfOpenAi(text, dialect), sizes)).toEqual({ output, status });
        }),
        { numRuns: numRuns.cut },
      ),
    reassemblyTimeout,
  );
});
