import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Chunk, joinChunks, readChatStream } from '../../test/support/chat-stream.js';
import { expectValid } from '../../test/support/openai-schema.js';
import { RunFailure, batches, runEnd, wholeRun, watchedRun } from '../../test/support/run-events.js';
import type { RunEvent } from '../runs/run-event.js';
import { toChunks as sut } from './to-chunks.js';
import { toCompletion } from './to-completion.js';

const answer = { id: 'chatcmpl-1', created: 1_767_225_600, model: 'openclaw:main' };

async function itemsOf(events: RunEvent[][], includeUsage = false, identity = answer): Promise<string[]> {
  const items: string[] = [];
  for await (const item of sut(batches(...events), { ...identity, includeUsage })) items.push(item);
  return items;
}

async function chunksOf(events: RunEvent[][], includeUsage = false): Promise<Chunk[]> {
  return readChatStream((await itemsOf(events, includeUsage)).join(''));
}

const start: RunEvent = { type: 'model-start' };
const text = (value: string): RunEvent => ({ type: 'text-delta', text: value });

describe('toChunks', () => {
  it('J2: starts with the role, ends with the finish reason, and shares its identity', async () => {
    const chunks = await chunksOf([[start], [text('Hel'), text('lo')], [runEnd({ finishReason: 'length' })]]);
    const rest = { logprobs: null, finish_reason: null };
    expect(chunks.map(({ choices }) => choices)).toEqual([
      [{ index: 0, delta: { role: 'assistant', content: '', refusal: null }, ...rest }],
      [{ index: 0, delta: { content: 'Hel' }, ...rest }],
      [{ index: 0, delta: { content: 'lo' }, ...rest }],
      [{ index: 0, delta: {}, ...rest, finish_reason: 'length' }],
    ]);
    for (const chunk of chunks) expect(chunk).toMatchObject({ ...answer, object: 'chat.completion.chunk' });
    for (const chunk of chunks) expect(chunk).not.toHaveProperty('usage');
  });

  it('J1: gives one item a batch, each of whole events, and none for a batch without words', async () => {
    const items = await itemsOf([
      [start],
      [{ type: 'reasoning-delta', text: 'hm' }],
      [text('a'), text('b')],
      [{ type: 'tool-start', callId: 'c', name: 'own', arguments: '{}' }],
      [runEnd()],
    ]);
    expect(items).toHaveLength(4);
    expect(items[1]).toContain('"reasoning_content":"hm"');
    for (const item of items) expect(item).toMatch(/^(data: [^\n]+\n\n)+$/);
    expect(items.at(-1)).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('J2: adds the usage chunk where it is asked for', async () => {
    const chunks = await chunksOf([[start, text('a'), runEnd()]], true);
    expect(chunks.slice(0, -1).map(({ usage }) => usage)).toEqual([null, null, null]);
    expect(chunks.at(-1)).toMatchObject({
      ...answer,
      choices: [],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    });
  });

  it('I3: streams tool calls by index, with id and name once', async () => {
    const chunks = await chunksOf([
      [start, { type: 'client-tool-call-start', index: 0, id: 'call_a', name: 'look' }],
      [{ type: 'client-tool-call-delta', index: 0, argumentsDelta: '{"at"' }],
      [{ type: 'client-tool-call-delta', index: 0, argumentsDelta: ':1}' }],
      [{ type: 'client-tool-call-start', index: 1, id: 'call_b', name: 'walk' }],
      [runEnd({ finishReason: 'tool-calls' })],
    ]);
    expect(chunks.flatMap(({ choices }) => choices).flatMap(({ delta }) => delta.tool_calls ?? [])).toEqual([
      { index: 0, id: 'call_a', type: 'function', function: { name: 'look', arguments: '' } },
      { index: 0, function: { arguments: '{"at"' } },
      { index: 0, function: { arguments: ':1}' } },
      { index: 1, id: 'call_b', type: 'function', function: { name: 'walk', arguments: '' } },
    ]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('J4: throws the failure of a run that no model has answered', async () => {
    const stream = sut(batches([{ type: 'run-error', error: new RunFailure() }]), { ...answer, includeUsage: false });
    await expect(stream.next()).rejects.toBeInstanceOf(RunFailure);
  });

  it.each([
    ['in a batch of its own', [[start], [text('half')], [{ type: 'run-error' as const, error: new RunFailure() }]]],
    ['in the batch of the start', [[start, text('half'), { type: 'run-error' as const, error: new RunFailure() }]]],
  ])('J4: ends with one error event where a run fails after the start, %s', async (_name, events) => {
    const chunks = await chunksOf(events, true);
    expect(joinChunks(chunks.slice(0, -1)).content).toBe('half');
    expect(chunks.at(-1)).toEqual({
      error: { message: 'The model provider failed.', type: 'server_error', param: null, code: 'upstream_error' },
    });
    expectValid('ErrorResponse', chunks.at(-1));
    expect(chunks.filter(({ choices }) => choices?.[0]?.finish_reason)).toEqual([]);
  });

  it('J5: a reader that leaves ends the run', async () => {
    const { run, hasEnded } = watchedRun([start], [text('a')]);
    const stream = sut(run, { ...answer, includeUsage: false });
    await stream.next();
    await stream.return(undefined);
    expect(hasEnded()).toBe(true);
  });

  it('J3: the joined deltas equal the answer that is not streamed, and every chunk is what OpenAI sends', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, fc.boolean(), async (events, includeUsage) => {
        const chunks = await chunksOf(events, includeUsage);
        const completion = await toCompletion(batches(...events), answer);
        const { message, finish_reason } = completion.choices[0];
        const joined = joinChunks(chunks);
        expect(joined.content).toBe(message.content ?? '');
        expect(joined.refusal).toBe(message.refusal ?? '');
        expect(joined.reasoning).toBe(message.reasoning_content ?? '');
        expect(joined.toolCalls).toEqual((message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function })));
        const reasons = chunks.flatMap(({ choices }) => choices).flatMap((choice) => choice.finish_reason ?? []);
        expect(reasons).toEqual([finish_reason]);
        if (includeUsage) expect(chunks.at(-1)?.usage).toEqual(completion.usage);
        for (const chunk of chunks) expectValid('CreateChatCompletionStreamResponse', chunk);
        expectValid('CreateChatCompletionResponse', completion);
        expect(JSON.stringify([chunks, completion])).not.toContain('hidden');
      }),
      { numRuns: 300 },
    );
  });

  it('is given in short items where many events come at once, each of whole chunks', async () => {
    const words = Array.from({ length: 2_000 }, (_, index) => text(`word ${index} `));
    const items = await itemsOf([[start, ...words, runEnd()]], false);
    const singly = await itemsOf([[start], ...words.map((word) => [word]), [runEnd()]], false);
    expect(items.join('')).toBe(singly.join(''));
    expect(items.length).toBeGreaterThan(3);
    expect(items.every((item) => item.endsWith('\n\n') && item.length < 65 * 1024)).toBe(true);
  });

  it('keeps the text of a model whole, whatever is in the identity', async () => {
    const model = 'agent:"\\\n\u2028{}';
    const items = await itemsOf([[start, text('\n\ndata: [DONE]\n\n\r\0'), runEnd()]], false, { ...answer, model });
    const chunks = readChatStream(items.join(''));
    expect(joinChunks(chunks).content).toBe('\n\ndata: [DONE]\n\n\r\0');
    expect(chunks[0]?.model).toBe(model);
  });
});
