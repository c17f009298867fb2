import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { guidePages, modelRequest, tool, user } from '../../../test/support/guide-fixtures.js';
import type { Message } from '../../common/conversation.js';
import { RandomIds } from '../../common/random-ids.js';
import type { ModelEvent, ModelRequest } from '../provider.port.js';
import { BuiltinGuideProvider } from './builtin-guide.provider.js';
import { GuideIndex } from './guide-index.js';

function guide(pages = guidePages): BuiltinGuideProvider {
  return new BuiltinGuideProvider({ clock: new FakeClock(), ids: new RandomIds(), pages });
}

async function batchesOf(sut: BuiltinGuideProvider, request: ModelRequest, signal = new AbortController().signal) {
  const batches: ModelEvent[][] = [];
  for await (const batch of sut.stream(request, signal)) batches.push(batch);
  return batches;
}

function joinedText(events: ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

function expectWholeStream(batches: ModelEvent[][]): void {
  const types = batches.flat().map((event) => event.type);
  expect(batches.every((batch) => batch.length > 0)).toBe(true);
  expect([types.at(0), types.at(-2), types.at(-1)]).toEqual(['response-start', 'usage', 'finish']);
  expect(types.filter((type) => ['response-start', 'usage', 'finish', 'error'].includes(type))).toHaveLength(3);
}

describe(BuiltinGuideProvider.name, () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(true));

  it('J3: streams an answer in several batches, which joined are the text', async () => {
    const batches = await batchesOf(guide(), modelRequest());

    expectWholeStream(batches);
    expect(batches.length).toBeGreaterThan(5);
    expect(joinedText(batches.flat())).toMatch(/^Hello! The gateway works:[^]+not a language model[^]+\.$/);
    expect(batches.flat().at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  });

  it('I1: estimates usage from characters, the same each time', async () => {
    const request = modelRequest({ system: 'x'.repeat(40), messages: [user('sandbox?')] });
    const events = (await batchesOf(guide(), request)).flat();

    const usage = events.find((event) => event.type === 'usage')?.usage;
    expect(usage).toEqual({
      inputTokens: 12,
      outputTokens: Math.ceil(joinedText(events).length / 4),
      cachedInputTokens: 0,
      reasoningTokens: 0,
    });
    expect((await batchesOf(guide(), request)).flat()).toEqual(events);
  });

  it('closes its index when it ends, and answers a run that still holds it', async () => {
    const close = jest.spyOn(GuideIndex.prototype, 'close');
    const sut = guide();
    await sut.retire();
    expect(close).not.toHaveBeenCalled();
    await sut.load();
    const underWay = batchesOf(sut, modelRequest());
    await sut.retire();
    expectWholeStream(await underWay);
    expect(close).toHaveBeenCalledTimes(1);
    expectWholeStream(await batchesOf(sut, modelRequest()));
    await sut.destroy();
    expect(close).toHaveBeenCalledTimes(2);
    close.mockRestore();
  });

  it('calls a tool, then presents its result', async () => {
    const tools = [tool('session_status')];
    const sut = guide();
    const events = (await batchesOf(sut, modelRequest({ messages: [user('what time is it')], tools }))).flat();

    const id = expect.stringMatching(/^call_[0-9a-f]{32}$/);
    expect(events).toEqual([
      { type: 'response-start' },
      { type: 'tool-call-start', index: 0, id, name: 'session_status' },
      { type: 'tool-call-delta', index: 0, argumentsDelta: '{}' },
      { type: 'usage', usage: expect.anything() },
      { type: 'finish', reason: 'tool-calls' },
    ]);
    const messages: Message[] = [
      user('what time is it'),
      { role: 'assistant', text: '', toolCalls: [{ id: 'call_1', name: 'session_status', arguments: '{}' }] },
      { role: 'tool', callId: 'call_1', content: [{ type: 'text', text: '{"time":"12:00"}' }] },
    ];
    const answer = await batchesOf(sut, modelRequest({ messages, tools }));
    expectWholeStream(answer);
    expect(joinedText(answer.flat())).toContain('`session_status` answered:\n\n- time: 12:00');
  });

  it('ends with an aborted error when the run is aborted before it starts', async () => {
    const batches = await batchesOf(guide(), modelRequest(), AbortSignal.abort());

    expect(batches).toEqual([[{ type: 'error', error: expect.objectContaining({ kind: 'aborted' }) }]]);
  });

  it('J5: ends with an aborted error when the run is aborted between two batches', async () => {
    const abort = new AbortController();
    const batches: ModelEvent[][] = [];
    for await (const batch of guide().stream(modelRequest(), abort.signal)) {
      batches.push(batch);
      if (batches.length === 2) setImmediate(() => abort.abort());
      if (batches.length > 3) break;
    }

    expect(batches).toHaveLength(3);
    expect(batches[2]).toEqual([{ type: 'error', error: expect.objectContaining({ kind: 'aborted' }) }]);
  });

  it('lets other work come between its batches', async () => {
    let turns = 0;
    let done = false;
    const takeTurn = () => {
      turns++;
      if (!done) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    const batches = await batchesOf(guide(), modelRequest());
    done = true;

    expect(turns).toBeGreaterThanOrEqual(batches.length - 1);
  });

  it('stops when its consumer leaves', async () => {
    const stream = guide().stream(modelRequest(), new AbortController().signal);

    await stream.next();
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('reports a failure as data, and works again afterwards', async () => {
    let readable = false;
    const dependencies = {
      clock: new FakeClock(),
      ids: new RandomIds(),
      get pages() {
        if (!readable) throw new Error('not yet');
        return guidePages;
      },
    };
    const sut = new BuiltinGuideProvider(dependencies);

    const failed = await batchesOf(sut, modelRequest());
    expect(failed).toEqual([[{ type: 'error', error: expect.objectContaining({ kind: 'upstream' }) }]]);

    readable = true;
    expectWholeStream(await batchesOf(sut, modelRequest()));
  });

  it('answers many at once', async () => {
    const sut = guide();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => batchesOf(sut, modelRequest({ messages: [user('sandbox')] }))),
    );

    expect(new Set(answers.map((batches) => joinedText(batches.flat()))).size).toBe(1);
  });

  it('works with the documentation of the package, and without any', async () => {
    const own = new BuiltinGuideProvider({ clock: new FakeClock(), ids: new RandomIds() });

    expectWholeStream(await batchesOf(own, modelRequest({ messages: [user('How do I start the gateway?')] })));
    expectWholeStream(await batchesOf(guide([]), modelRequest({ messages: [user('How do I start the gateway?')] })));
  });

  it('keeps the contract, whatever is said, offered or demanded', async () => {
    const sut = guide();
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('what time is it', 'gateway status', 'What did I say?', 'use ollama', 'sandbox'),
    );
    const message = fc.oneof(
      text.map(user),
      text.map((content): Message => ({ role: 'assistant', text: content, toolCalls: [] })),
      text.map((content): Message => ({ role: 'tool', callId: 'c', content: [{ type: 'text', text: content }] })),
    );
    const request = fc.record({
      model: fc.constant('guide'),
      system: text,
      messages: fc.array(message, { maxLength: 4 }),
      tools: fc.subarray([
        tool('session_status'),
        tool('gateway'),
        tool('weather', { type: 'object', required: ['x'] }),
      ]),
      toolChoice: fc.constantFrom(
        { type: 'auto' } as const,
        { type: 'none' } as const,
        { type: 'required' } as const,
        { type: 'tool', name: 'weather' } as const,
      ),
      options: fc.record({ stop: fc.array(text, { maxLength: 2 }), maxOutputTokens: fc.nat(400) }),
      responseFormat: fc.constantFrom({ type: 'text' } as const, { type: 'json_object' } as const),
    });
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        const batches = await batchesOf(sut, given);
        expectWholeStream(batches);
        const calls = batches.flat().filter((event) => event.type === 'tool-call-start');
        expect(calls.length > 0).toBe(
          batches.flat().some((event) => event.type === 'finish' && event.reason === 'tool-calls'),
        );
        if (given.toolChoice.type === 'none' || given.messages.at(-1)?.role === 'tool') expect(calls).toEqual([]);
      }),
    );
  });
});
