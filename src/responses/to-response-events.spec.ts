import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectValidResponse, expectValidResponseEvent } from '../../test/support/openai-schema.js';
import { type ResponseEvent, joinDeltas, joinedOf, readResponseStream } from '../../test/support/response-stream.js';
import { responseIdentity } from '../../test/support/response-factory.js';
import { RunFailure, batches, runEnd, wholeRun, watchedRun } from '../../test/support/run-events.js';
import type { ReceiptDetail } from '../openai-wire/tool-receipt.js';
import type { ResponsesDialect } from '../openai-wire/responses/response-stream-writer.js';
import type { RunEvent } from '../runs/run-event.js';
import { RunArchiveError, RunLostError } from '../runs/runs.errors.js';
import { toResponseEvents as sut } from './to-response-events.js';
import { toResponse } from './to-response.js';

const endedAt = () => 1_767_225_700_000;
const start: RunEvent = { type: 'model-start' };
const text = (value: string): RunEvent => ({ type: 'text-delta', text: value });
const thought = (value: string): RunEvent => ({ type: 'reasoning-delta', text: value });
const failure: RunEvent = { type: 'run-error', error: new RunFailure() };

interface Told {
  after?: number;
  dialect?: ResponsesDialect;
  summarizes?: boolean;
  receipts?: ReceiptDetail;
}

async function itemsOf(
  events: RunEvent[][],
  { dialect = 'openai', summarizes = false, after = -1, receipts }: Told = {},
): Promise<string[]> {
  const items: string[] = [];
  const identity = responseIdentity({ summarizes, ...(receipts === undefined ? {} : { receipts }) });
  for await (const item of sut(batches(...events), identity, { dialect, endedAt, after })) items.push(item);
  return items;
}

async function eventsOf(events: RunEvent[][], told?: Told): Promise<ResponseEvent[]> {
  return readResponseStream((await itemsOf(events, told)).join(''));
}

const typesOf = (events: ResponseEvent[]): string[] => events.map(({ type }) => type.replace(/^response[.]/, ''));
const message = ['output_item.added', 'content_part.added', 'output_text.delta'];
const messageDone = ['output_text.done', 'content_part.done', 'output_item.done'];

describe('toResponseEvents', () => {
  it('J1: tells text in the order of the specification, each event named and numbered', async () => {
    const events = await eventsOf([[start], [text('Hel'), text('lo')], [runEnd()]]);
    expect(typesOf(events)).toEqual([
      'created',
      'in_progress',
      ...message,
      'output_text.delta',
      ...messageDone,
      'completed',
    ]);
    expect(events[3]).toMatchObject({ part: { type: 'output_text', text: '', annotations: [] } });
    expect(events.at(-1)?.response).toMatchObject({
      status: 'completed',
      completed_at: 1_767_225_700,
      output: [{ type: 'message', status: 'completed', content: [{ type: 'output_text', text: 'Hello' }] }],
      usage: { input_tokens: 7, output_tokens: 5, total_tokens: 12, input_tokens_details: { cached_tokens: 2 } },
    });
  });

  it('tells a refusal', async () => {
    const events = await eventsOf([[start, { type: 'refusal-delta', text: 'No.' }, runEnd()]]);
    expect(typesOf(events).slice(3, -2)).toEqual([
      'content_part.added',
      'refusal.delta',
      'refusal.done',
      'content_part.done',
    ]);
  });

  it.each([
    ['openai', 'response.reasoning_text'],
    ['openresponses', 'response.reasoning'],
  ] as const)('tells reasoning in the words of %s', async (dialect, name) => {
    const events = await eventsOf([[start, thought('hm'), text('a'), runEnd()]], { dialect });
    expect(events.slice(2, 8).map(({ type }) => type)).toEqual([
      'response.output_item.added',
      'response.content_part.added',
      `${name}.delta`,
      `${name}.done`,
      'response.content_part.done',
      'response.output_item.done',
    ]);
    expect(events.at(-1)?.response?.output[0]).toMatchObject({ content: [{ type: 'reasoning_text', text: 'hm' }] });
  });

  it('tells reasoning as a summary where the request asks for one', async () => {
    const events = await eventsOf([[start, thought('hm'), runEnd()]], { summarizes: true });
    expect(typesOf(events).slice(2, 8)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
    ]);
    expect(events.at(-1)?.response?.output[0]).toMatchObject({ summary: [{ type: 'summary_text', text: 'hm' }] });
  });

  it('keeps the reasoning of each turn of the model apart', async () => {
    const tool: RunEvent = { type: 'tool-start', callId: 'c', name: 'own', arguments: '{}' };
    const events = await eventsOf([[start, thought('one'), tool, thought('two'), runEnd()]]);
    expect(events.at(-1)?.response?.output).toMatchObject([
      { type: 'reasoning', content: [{ text: 'one' }] },
      { type: 'reasoning', content: [{ text: 'two' }] },
      { type: 'message', content: [{ text: '' }] },
    ]);
    expect(JSON.stringify(events)).not.toContain('own');
  });

  it('I3: tells calls with the ids of the model, also where their arguments come in turns', async () => {
    const events = await eventsOf([
      [start, { type: 'client-tool-call-start', index: 0, id: 'call_a', name: 'look' }],
      [{ type: 'client-tool-call-start', index: 1, id: 'call_b', name: 'walk' }],
      [{ type: 'client-tool-call-delta', index: 0, argumentsDelta: '{"at":1}' }],
      [{ type: 'client-tool-call-delta', index: 1, argumentsDelta: '{}' }],
      [runEnd({ finishReason: 'tool-calls' })],
    ]);
    expect(events.at(-1)?.response).toMatchObject({
      status: 'completed',
      output: [
        { type: 'function_call', call_id: 'call_a', name: 'look', arguments: '{"at":1}', status: 'completed' },
        { type: 'function_call', call_id: 'call_b', name: 'walk', arguments: '{}', status: 'completed' },
      ],
    });
    expect(joinDeltas(events)).toEqual(joinedOf(events.at(-1)?.response?.output ?? []));
  });

  it.each([
    ['length', 'max_output_tokens'],
    ['content-filter', 'content_filter'],
  ] as const)('a run that ends with %s is incomplete', async (finishReason, reason) => {
    const events = await eventsOf([[start, text('half'), runEnd({ finishReason })]]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        completed_at: null,
        incomplete_details: { reason },
        output: [{ status: 'incomplete' }],
      },
    });
  });

  it('J4: throws the failure of a run that no model has answered', async () => {
    await expect(itemsOf([[failure]])).rejects.toBeInstanceOf(RunFailure);
  });

  it.each([
    ['in a batch of its own', [[start, text('half')], [failure]]],
    ['in the batch of the start', [[start, text('half'), failure]]],
    ['before a word', [[start], [failure]]],
  ])('J4: ends with response.failed where a run fails after the start, %s', async (_name, events) => {
    const told = await eventsOf(events);
    expect(told.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error', message: 'The model provider failed.' } },
    });
    for (const event of told) expectValidResponseEvent(event);
  });

  it('J5: a reader that leaves ends the run', async () => {
    const { run, hasEnded } = watchedRun([start], [text('a')]);
    const stream = sut(run, responseIdentity(), { dialect: 'openai', endedAt });
    await stream.next();
    await stream.return(undefined);
    expect(hasEnded()).toBe(true);
  });

  const told = fc.record({
    dialect: fc.constantFrom<ResponsesDialect>('openai', 'openresponses'),
    summarizes: fc.boolean(),
  });

  it('J3: the joined deltas equal the whole answer, and every event is what both specifications allow', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, told, async (events, options) => {
        const streamed = await eventsOf(events, options);
        const whole = await toResponse({ events: batches(...events), endedAt }, responseIdentity(options));
        expect(streamed.at(-1)?.response).toEqual(whole);
        const reasoning = options.dialect === 'openai' ? 'response.reasoning_text' : 'response.reasoning';
        expect(joinDeltas(streamed)).toEqual(joinedOf(whole.output, reasoning));
        for (const event of streamed) expectValidResponseEvent(event);
        expectValidResponse(whole);
        expect(JSON.stringify(streamed)).not.toContain('hidden');
      }),
      { numRuns: 300 },
    );
  });

  it('J3: the batches make no difference to the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, told, async (events, options) => {
        const singly = events.flat().map((event) => [event]);
        const one = (await itemsOf(events, options)).join('');
        expect((await itemsOf(singly, options)).join('')).toBe(one);
        expect((await itemsOf([events.flat()], options)).join('')).toBe(one);
      }),
      { numRuns: 300 },
    );
  });

  it('J3: a stream that is cut at any event and resumed is the uncut one, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, told, async (events, options) => {
        const whole = (await itemsOf(events, options)).join('').split('\n\n');
        for (const after of whole.slice(0, -2).keys()) {
          const rest = (await itemsOf(events, { ...options, after })).join('');
          expect(rest).toBe(whole.slice(after + 1).join('\n\n'));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is given in short items where many events come at once, each of whole events', async () => {
    const words = Array.from({ length: 5_000 }, (_, index) => text(`word ${index} `));
    const items = await itemsOf([[start, ...words, runEnd()]]);
    const singly = await itemsOf([[start], ...words.map((word) => [word]), [runEnd()]]);
    expect(items.join('')).toBe(singly.join(''));
    expect(items.length).toBeGreaterThan(10);
    const longest = 64 * 1024 + 5 * words.length * 'word 1234 '.length;
    expect(items.every((item) => item.endsWith('\n\n') && item.length < longest)).toBe(true);
    expect(items.slice(0, -5).every(({ length }) => length < 65 * 1024)).toBe(true);
  });

  it('a long text is put into one item at a time, though the last events repeat it', async () => {
    const long = 'x'.repeat(1_000_000);
    const items = await itemsOf([[start, text(long), runEnd()]]);
    expect(items.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...items.map(({ length }) => length))).toBeLessThan(1.1 * long.length);
  });

  it.each([3, 9])('an archive that fails in the middle is told after event %i, which the reader has', async (after) => {
    const failed: RunEvent = { type: 'run-error', error: new RunArchiveError(new Error('disk')) };
    const items = await itemsOf([[start, text('a')], [failed]], { after });
    const end = items.join('').split('\n\n').at(-3) ?? '';
    expect(end).toContain('event: response.failed');
    expect(end).toContain(`"sequence_number":${String(Math.max(8, after + 1))},`);
    expect(end).toContain('The archive of runs failed.');
  });

  it.each([-1, 0, 1, 2, 7])('the end of a lost run comes after event %i, which the reader has', async (after) => {
    const lost: RunEvent = { type: 'run-error', error: new RunLostError() };
    const options = { dialect: 'openai' as const, endedAt, after, tellsEarlyFailure: true };
    const items: string[] = [];
    for await (const item of sut(batches([lost]), responseIdentity(), options)) items.push(item);
    const end = items.join('').split('\n\n').at(-3) ?? '';
    expect(end).toContain('event: response.failed');
    expect(end).toContain(`"sequence_number":${String(Math.max(2, after + 1))},`);
  });

  describe('receipts of the calls of the agent', () => {
    const began: RunEvent = { type: 'tool-start', callId: 'c', name: 'own', arguments: '{"a":1}' };
    const ended: RunEvent = { type: 'tool-end', callId: 'c', name: 'own', outcome: 'ok', result: 'seen' };
    const asked = { receipts: 'full' } as const;

    it('stand where the call was made, and part the text around it', async () => {
      const events = await eventsOf([[start, text('a'), began, ended, text('b'), runEnd()]], asked);
      expect(events.at(-1)?.response?.output).toMatchObject([
        { type: 'message', status: 'completed', content: [{ text: 'a' }] },
        { type: 'openclaw:tool_call', call_id: 'c', arguments: '{"a":1}', outcome: 'ok', output: 'seen' },
        { type: 'message', content: [{ text: 'b' }] },
      ]);
    });

    it.each([
      ['ends in between', runEnd()],
      ['fails', failure],
    ])('are incomplete where the run %s', async (_what, last) => {
      const events = await eventsOf([[start, began], [last]], asked);
      const output = events.at(-1)?.response?.output ?? [];
      expect(output[0]).toEqual({
        id: 'otc_1_0',
        type: 'openclaw:tool_call',
        call_id: 'c',
        name: 'own',
        status: 'incomplete',
        arguments: '{"a":1}',
      });
      expect(events.filter(({ type }) => type === 'response.output_item.done')[0]).toMatchObject({ item: output[0] });
    });

    it('an end without a beginning tells nothing', async () => {
      const events = await eventsOf([[start, ended, runEnd()]], asked);
      expect(events.at(-1)?.response?.output).toMatchObject([{ type: 'message' }]);
    });

    it('J3: a stream with them that is cut at any event and resumed is the uncut one, to the byte', async () => {
      await fc.assert(
        fc.asyncProperty(wholeRun, fc.constantFrom<('full' | 'names')[]>('full', 'names'), async (events, receipts) => {
          const whole = (await itemsOf(events, { receipts })).join('').split('\n\n');
          for (const after of whole.slice(0, -2).keys()) {
            const rest = (await itemsOf(events, { receipts, after })).join('');
            expect(rest).toBe(whole.slice(after + 1).join('\n\n'));
          }
        }),
        { numRuns: 100 },
      );
    });

    it('tell nothing of what was asked and what came of it where only names are told', async () => {
      await fc.assert(
        fc.asyncProperty(wholeRun, async (events) => {
          expect((await itemsOf(events, { receipts: 'names' })).join('')).not.toMatch(
            /hidden (progress|result)|\\"hidden/,
          );
        }),
        { numRuns: 100 },
      );
    });
  });
});
