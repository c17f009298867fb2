import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { joined } from '../../../test/support/provider-fixtures.js';
import type { ModelEvent } from '../provider.port.js';
import { ChatAnswerDecoder } from './chat-answer-decoder.js';
import { ChatAnswerReader } from './chat-answer-reader.js';

/** The events of an answer whose bytes come in these pieces and then end. */
function decode(...pieces: Uint8Array[]): ModelEvent[] {
  const reader = new ChatAnswerReader(new FakeIds());
  const sut = new ChatAnswerDecoder(reader);
  pieces.forEach((piece) => sut.feed(Buffer.from(piece)));
  sut.end();
  return reader.take();
}

function decodeText(text: string): ModelEvent[] {
  return decode(Buffer.from(text));
}

const chunk = (delta: object, finishReason: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});
const eventStream = (...values: unknown[]): string =>
  values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join('');
const errorOf = (events: ModelEvent[]): object | undefined => {
  const last = events.at(-1);
  return last?.type === 'error' ? last.error : undefined;
};

const usage = {
  prompt_tokens: 9,
  completion_tokens: 4,
  prompt_tokens_details: { cached_tokens: 3 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
const mappedUsage = { inputTokens: 9, outputTokens: 4, cachedInputTokens: 3, reasoningTokens: 2 };
const start = { type: 'response-start' };
const stop = { type: 'finish', reason: 'stop' };

describe(ChatAnswerDecoder.name, () => {
  it('reads text, reasoning, refusal, tool calls and usage', () => {
    const call = { index: 0, id: 'a', function: { name: 'read', arguments: '{}' } };
    const answer = eventStream(
      chunk({ role: 'assistant', content: '', reasoning_content: 'hm' }),
      chunk({ content: 'yes', reasoning: 'so' }),
      chunk({ refusal: 'no' }),
      chunk({ tool_calls: [call] }),
      chunk({}, 'tool_calls'),
      { choices: [], usage },
      '[DONE]',
    );
    expect(decodeText(answer)).toEqual([
      start,
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'reasoning-delta', text: 'so' },
      { type: 'text-delta', text: 'yes' },
      { type: 'refusal-delta', text: 'no' },
      { type: 'tool-call-start', index: 0, id: 'a', name: 'read' },
      { type: 'tool-call-delta', index: 0, argumentsDelta: '{}' },
      { type: 'usage', usage: mappedUsage },
      { type: 'finish', reason: 'tool-calls' },
    ]);
  });

  it('reads content that comes as a list of parts', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: 'yes' },
    ];
    expect(decodeText(eventStream(chunk({ content }, 'stop')))).toEqual([
      start,
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'text-delta', text: 'yes' },
      stop,
    ]);
  });

  it('takes a stop beside tool calls for what it is', () => {
    const call = { index: 0, id: 'a', function: { name: 'read', arguments: '{}' } };
    expect(decodeText(eventStream(chunk({ tool_calls: [call] }, 'stop'), '[DONE]')).at(-1)).toEqual({
      type: 'finish',
      reason: 'tool-calls',
    });
  });

  it.each([
    ['length', 'length'],
    ['model_length', 'length'],
    ['content_filter', 'content-filter'],
    ['tool_calls', 'stop'],
    ['eos_token', 'stop'],
  ])('maps the finish reason %s, without tool calls, to %s', (reason, expected) => {
    expect(decodeText(eventStream(chunk({ content: 'x' }, reason), '[DONE]')).at(-1)).toMatchObject({
      reason: expected,
    });
  });

  it('gives the last of several usage counts, once', () => {
    const first = { ...chunk({ content: 'x' }), usage: { prompt_tokens: 9, completion_tokens: 1 } };
    const events = decodeText(eventStream(first, { ...chunk({}, 'stop'), usage }, '[DONE]'));
    expect(events.filter((event) => event.type === 'usage')).toEqual([{ type: 'usage', usage: mappedUsage }]);
  });

  it.each([
    ['comments and empty events', `: waiting\n\ndata:\n\n${eventStream(chunk({ content: 'x' }, 'stop'), '[DONE]')}`],
    ['CRLF', eventStream(chunk({ content: 'x' }, 'stop'), '[DONE]').replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${eventStream(chunk({ content: 'x' }, 'stop'), '[DONE]')}`],
    ['no blank line at the end', eventStream(chunk({ content: 'x' }, 'stop'), '[DONE]').trimEnd()],
    ['no space after the colon', eventStream(chunk({ content: 'x' }, 'stop')).replaceAll('data: ', 'data:')],
    ['[DONE] without a finish reason', eventStream(chunk({ content: 'x' }), '[DONE]')],
    ['a finish reason without [DONE]', eventStream(chunk({ content: 'x' }, 'stop'))],
    ['something after [DONE]', eventStream(chunk({ content: 'x' }, 'stop'), '[DONE]', 'nonsense')],
    ['a whole completion', JSON.stringify({ choices: [{ message: { content: 'x' }, finish_reason: 'stop' }] })],
    ['a whole completion without reason', ` \n${JSON.stringify({ choices: [{ message: { content: 'x' } }] })}`],
  ])('accepts %s', (_name, answer) => {
    expect(decodeText(answer)).toEqual([start, { type: 'text-delta', text: 'x' }, stop]);
  });

  it('K5: never takes an answer for complete that ends without a reason and without [DONE]', () => {
    expect(errorOf(decodeText(eventStream(chunk({ content: 'x' }))))).toMatchObject({ kind: 'cut' });
    const torn = eventStream(chunk({ content: 'x' }), chunk({ content: 'y' }, 'stop')).slice(0, -12);
    expect(errorOf(decodeText(torn))).toMatchObject({ kind: 'cut' });
    expect(errorOf(decodeText(': waiting\n\n'))).toMatchObject({ kind: 'upstream' });
  });

  it.each([
    ['an HTML page', '<html>hello</html>'],
    ['JSON that is no completion', '{"hello":"world"}'],
    ['JSON that is cut', '{"choices":[{"message":{"content":"x"'],
    ['an event that is not JSON', eventStream('nonsense', '[DONE]')],
    ['an event that is no object', eventStream('[1]', '[DONE]')],
    ['an event beyond its limit', `data: ${'x'.repeat(16 * 1024 * 1024 + 1)}`],
    ['a tool call without a name', eventStream(chunk({ tool_calls: [{ index: 0, id: 'a' }] }, 'tool_calls'))],
    ['a provider that gave up', eventStream(chunk({}, 'error'), '[DONE]')],
  ])('reports %s as an upstream error', (_name, answer) => {
    const events = decodeText(answer);
    expect(errorOf(events)).toMatchObject({ kind: 'upstream' });
    expect(events.filter((event) => event.type === 'finish' || event.type === 'error')).toHaveLength(1);
  });

  it.each([
    [{ error: { message: 'too many', code: 429 } }, 'rate-limited', 'too many'],
    [{ error: { message: 'too many', type: 'rate_limit_error' } }, 'rate-limited', 'too many'],
    [{ error: { message: 'who?', code: 'invalid_api_key' } }, 'auth', 'who?'],
    [{ error: { message: 'no', code: 400 } }, 'rejected', 'no'],
    [{ error: 'broken' }, 'upstream', 'broken'],
    [{ object: 'error', message: 'old form', code: 500 }, 'upstream', 'old form'],
  ])('reports an error that comes as data: %j', (data, kind, providerMessage) => {
    expect(decodeText(eventStream(data))).toEqual([
      { type: 'error', error: expect.objectContaining({ kind, providerMessage }) },
    ]);
    const late = decodeText(eventStream(chunk({ content: 'x' }), data, chunk({}, 'stop'), '[DONE]'));
    expect(late.slice(0, 2)).toEqual([start, { type: 'text-delta', text: 'x' }]);
    expect(late.slice(2)).toEqual([{ type: 'error', error: expect.objectContaining({ kind, providerMessage }) }]);
  });

  it('reports an event of type error, whatever its data looks like', () => {
    expect(errorOf(decodeText('event: error\ndata: {"message":"broken"}\n\n'))).toMatchObject({
      kind: 'upstream',
      providerMessage: 'broken',
    });
  });

  it('J3: gives the same joined events however the bytes are cut', () => {
    const call = (json: string): object => ({
      tool_calls: [{ index: 0, id: 'a', function: { name: 'read', arguments: json } }],
    });
    const answer = Buffer.from(
      `: hello\r\n\r\n${eventStream(
        chunk({ role: 'assistant', content: 'grüße 👋🏽 ' }),
        chunk({ reasoning: '思考' }),
        chunk({ content: '日本語\u2028\n"' }),
        chunk(call('{"täst"')),
        chunk(call(':"😀"}')),
        chunk({}, 'tool_calls'),
        { choices: [], usage },
        '[DONE]',
      )}`,
    );
    const whole = joined(decode(answer));
    expect(whole).toHaveLength(8);
    fc.assert(
      fc.property(fc.array(fc.nat(answer.length), { maxLength: 60 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), answer.length];
        const pieces = edges.slice(1).map((end, index) => answer.subarray(edges[index], end));
        expect(joined(decode(...pieces))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
    expect(joined(decode(...Array.from(answer, (_byte, index) => answer.subarray(index, index + 1))))).toEqual(whole);
  });

  it('ends with exactly one terminal event, whatever bytes come', () => {
    const words = fc.constantFrom(
      'data: ',
      '{"choices":[',
      '{"delta":{"content":"x"}',
      '}]}',
      '\n\n',
      '[DONE]',
      '\r',
      '{',
      'é',
    );
    const noise = fc.oneof(
      fc.array(words).map((list) => Buffer.from(list.join(''))),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        const events = decode(bytes);
        const terminal = events.findIndex((event) => event.type === 'finish' || event.type === 'error');
        expect(terminal).toBe(events.length - 1);
      }),
      { numRuns: 300 },
    );
  });
});
