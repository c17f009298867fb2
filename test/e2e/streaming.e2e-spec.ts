import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ask, chunksOf, postChat, streamedText } from '../support/chat-request.js';
import { eventually } from '../support/eventually.js';
import { chunks, raw, status, text, toolCalls } from '../support/fake-answers.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { expectOpenAiAnswer } from '../support/openai-answer.js';
import { RawConnection } from '../support/raw-connection.js';
import { TestGateway } from '../support/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const streamed = (fields: Record<string, unknown> = {}) => ask('hi', { stream: true, ...fields });
const tools = [{ type: 'function', function: { name: 'lookup' } }];

describe('J1: the form of a stream', () => {
  it('has the headers of an event stream, data lines only, and ends with [DONE]', async () => {
    gateway.upstream.script(chunks(['a', 'b', 'c']));
    const { headers, text: body } = await postChat(gateway, streamed());
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(headers).not.toHaveProperty('content-length');
    expect(body).toMatch(/^(?:data: \{.*\}\n\n)+data: \[DONE\]\n\n$/);
  });

  it('each event of the provider is passed on at once, in one write', async () => {
    const manual = gateway.upstream.manual();
    const connection = await RawConnection.chat(gateway.port, streamed());
    const exchange = await manual;
    await exchange.delta({ content: 'word 0' });
    await connection.until('word 0');
    const first = connection.reads.length;
    for (const word of ['word 1', 'word 2', 'word 3', 'word 4']) {
      await exchange.delta({ content: word });
      await connection.until(word);
    }
    // One HTTP chunk with one whole event a read: nothing was held back, nothing torn.
    const reads = connection.reads.slice(first);
    expect(reads).toHaveLength(4);
    for (const read of reads) expect(read).toMatch(/^[0-9a-f]+\r\ndata: \{[^\n]*\}\n\n\r\n$/);
    await exchange.finish();
    await connection.until('[DONE]');
    connection.leave();
  });
});

describe('J2: the first and the last events', () => {
  it('role first, an empty delta with the reason last, one identity for all', async () => {
    gateway.upstream.script(chunks(['a', 'b']));
    const all = chunksOf((await postChat(gateway, streamed())).text);
    expect(all[0]?.choices[0]).toMatchObject({ delta: { role: 'assistant', content: '' }, finish_reason: null });
    expect(all.slice(1).filter(({ choices }) => choices[0]?.delta.role !== undefined)).toEqual([]);
    expect(all.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(new Set(all.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
    expect(all.filter(({ usage }) => usage !== undefined)).toEqual([]);
  });

  it('include_usage adds one chunk with the sum of the run and no choices; the others say null', async () => {
    const call = toolCalls([{ name: 'session_status', arguments: {} }]);
    gateway.upstream.script(call, text('done'));
    const all = chunksOf((await postChat(gateway, streamed({ stream_options: { include_usage: true } }))).text);
    const last = all.pop();
    expect(last).toMatchObject({ choices: [], usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 } });
    expect(new Set(all.map(({ usage }) => usage))).toEqual(new Set([null]));
  });

  it.each([
    ['a field at fault', streamed({ temperature: 3 }), 400],
    ['an unknown agent', { ...streamed(), model: 'openclaw:nobody' }, 404],
    ['a provider that fails', streamed(), 502],
  ])('an early failure keeps its status and envelope: %s', async (_name, body, expected) => {
    gateway.upstream.script(status(500));
    const answer = await postChat(gateway, body);
    expect(answer.status).toBe(expected);
    expect(answer.type).toBe('application/json');
    expect(answer.headers).not.toHaveProperty('x-accel-buffering');
  });

  it('nothing is committed before the provider has begun its answer', async () => {
    const manual = gateway.upstream.manual();
    const connection = await RawConnection.chat(gateway.port, streamed());
    const exchange = await manual;
    exchange.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(connection.received).toBe(0);
    await exchange.event({ error: { message: 'overloaded', type: 'server_error', code: 503 } });
    exchange.end();
    await connection.until('upstream_error');
    expect(connection.text).toMatch(/^HTTP\/1\.1 502 /);
    connection.leave();
  });

  it.each(['true', 'false', 1, 0, {}, []])('J7: stream %j is 400', async (stream) => {
    const answer = await postChat(gateway, ask('hi', { stream }));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ param: 'stream' });
    expect(gateway.upstream.requests).toHaveLength(0);
  });
});

describe('J3: the joined deltas are the answer', () => {
  const characters = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\n', '\u2028', 'é', '日', '🌧️', '👩‍👩‍👧', '\u0000'),
  });
  const cuts = fc.array(fc.nat(4096), { maxLength: 12 });

  it('text, its bytes split anywhere by the provider', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(characters, { minLength: 1, maxLength: 6 }), cuts, async (pieces, places) => {
        gateway.upstream.script(raw(...split(answerBytes(pieces.map((content) => ({ content }))), places)));
        expect(streamedText((await postChat(gateway, streamed())).text)).toBe(pieces.join(''));
        gateway.upstream.script(raw(...split(answerBytes(pieces.map((content) => ({ content }))), places)));
        expect((await postChat(gateway, ask('hi'))).body.choices[0].message.content).toBe(pieces.join(''));
      }),
      { numRuns: 25 },
    );
  });

  it('arguments of several calls, interleaved and split anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(characters, { minLength: 2, maxLength: 3 }), cuts, async (values, places) => {
        const texts = values.map((value) => JSON.stringify({ value }));
        const body = split(answerBytes(callDeltas(texts), 'tool_calls'), places);
        gateway.upstream.script(raw(...body));
        const all = chunksOf((await postChat(gateway, streamed({ tools }))).text);
        const joined = texts.map(() => '');
        for (const { index, function: called } of all.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])) {
          joined[index] += called.arguments;
        }
        expect(joined).toEqual(texts);
        gateway.upstream.script(raw(...body));
        const { message } = (await postChat(gateway, ask('hi', { tools }))).body.choices[0];
        expect(message.tool_calls.map((call: { function: { arguments: string } }) => call.function.arguments)).toEqual(
          texts,
        );
      }),
      { numRuns: 25 },
    );
  });
});

describe('J4: a late failure', () => {
  it.each<[string, (exchange: FakeExchange) => unknown]>([
    ['the connection breaks', (exchange) => exchange.destroy()],
    ['the stream just ends', (exchange) => exchange.end()],
    ['the provider sends an error', (exchange) => exchange.event({ error: { message: 'boom' } })],
    ['the provider sends no JSON', (exchange) => exchange.event('{"choices"')],
  ])('%s: one error event, then [DONE], then the end', async (_name, fail) => {
    const manual = gateway.upstream.manual();
    const connection = await RawConnection.chat(gateway.port, streamed(), { connection: 'close' });
    const exchange = await manual;
    await exchange.delta({ content: 'as far as it got' });
    await connection.until('as far as it got');
    await fail(exchange);
    await eventually(() => connection.closed);
    exchange.destroy();
    expect(connection.text).toMatch(/^HTTP\/1\.1 200 /);
    expect(connection.text).toMatch(/\r\n0\r\n\r\n$/);
    const body = connection.eventStream;
    expectOpenAiAnswer({ path: '', status: 200, contentType: 'text/event-stream', text: body });
    const all = chunksOf(body);
    expect(all.filter(({ error }) => error)).toEqual([all.at(-1)]);
    expect(all.at(-1)?.error).toMatchObject({ type: 'server_error', code: 'upstream_error', param: null });
    expect(all.filter(({ choices }) => choices?.some((choice) => choice.finish_reason !== null))).toEqual([]);
    expect(streamedText(body)).toBe('as far as it got');
  });
});

/** The bytes of a provider's whole answer with these deltas. */
function answerBytes(deltas: Record<string, unknown>[], reason = 'stop'): Buffer {
  const events = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: reason }] },
  ];
  return Buffer.from(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`);
}

/** The calls with these arguments, character by character in turn. */
function callDeltas(texts: string[]): Record<string, unknown>[] {
  const starts = texts.map((_, index) => ({
    tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: 'lookup', arguments: '' } }],
  }));
  const letters = texts.flatMap((text, index) => [...text].map((letter, at) => ({ at, index, letter })));
  const rest = letters
    .sort((a, b) => a.at - b.at)
    .map(({ index, letter }) => ({ tool_calls: [{ index, function: { arguments: letter } }] }));
  return [...starts, ...rest];
}

/** The same bytes in pieces, cut at these places modulo the length. */
function split(bytes: Buffer, places: number[]): Buffer[] {
  const at = [...new Set([0, ...places.map((place) => place % bytes.length), bytes.length])].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}
