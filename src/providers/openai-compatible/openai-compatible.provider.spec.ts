import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chunks, gate, json, raw, text, toolCall } from '../../../test/support/fake-answers.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { FakeUpstream } from '../../../test/support/fake-upstream.js';
import {
  collect,
  joined,
  modelRequest,
  providerConfig,
  textOfEvents,
} from '../../../test/support/provider-fixtures.js';
import { SystemClock } from '../../common/system-clock.js';
import type { ModelEvent } from '../provider.port.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { severalTurns } from '../../../test/support/turns.js';

describe(OpenAiCompatibleProvider.name, () => {
  let upstream: FakeUpstream;
  let sut: OpenAiCompatibleProvider;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    const config = providerConfig({
      baseUrl: upstream.baseUrl,
      apiKey: 'not-a-real-key',
      headers: { 'X-Team': 'blue' },
    });
    sut = new OpenAiCompatibleProvider(config, { clock: new SystemClock(), ids: new FakeIds() });
  });
  afterEach(async () => {
    await sut.destroy();
    await upstream.close();
  });

  const call = (): AsyncIterable<ModelEvent[]> => sut.stream(modelRequest(), new AbortController().signal);

  it('streams an answer', async () => {
    upstream.script(chunks(['Hel', 'lo']));
    expect(joined(await collect(call()))).toEqual([
      { type: 'response-start' },
      { type: 'text-delta', text: 'Hello' },
      { type: 'usage', usage: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0, reasoningTokens: 0 } },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('streams a tool call', async () => {
    upstream.script(toolCall('session_status', { verbose: true }, 'call_1'));
    expect(joined(await collect(call()))).toEqual([
      { type: 'response-start' },
      { type: 'tool-call-start', index: 0, id: 'call_1', name: 'session_status' },
      { type: 'tool-call-delta', index: 0, argumentsDelta: '{"verbose":true}' },
      { type: 'usage', usage: expect.anything() },
      { type: 'finish', reason: 'tool-calls' },
    ]);
  });

  it('accepts a provider that does not stream', async () => {
    upstream.script(json({ choices: [{ message: { role: 'assistant', content: 'whole' }, finish_reason: 'length' }] }));
    expect(await collect(call())).toEqual([
      { type: 'response-start' },
      { type: 'text-delta', text: 'whole' },
      { type: 'finish', reason: 'length' },
    ]);
  });

  it('G4: sends its own headers and the configured ones, and none that tell of the host', async () => {
    await collect(call());
    const { headers, method, path } = upstream.lastRequest;
    expect([method, path]).toEqual(['POST', '/v1/chat/completions']);
    expect(headers).toEqual({
      accept: 'text/event-stream, application/json',
      authorization: 'Bearer not-a-real-key',
      connection: 'keep-alive',
      'content-length': expect.any(String),
      'content-type': 'application/json',
      host: `127.0.0.1:${String(upstream.port)}`,
      'user-agent': 'openclaw-gateway',
      'x-team': 'blue',
    });
  });

  it('gives the events of one read as one batch, as soon as they are there', async () => {
    const door = gate();
    upstream.script(async (exchange) => {
      const delta = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
      await exchange.write(delta('a') + delta('b') + delta('c'));
      await door.opened;
      await exchange.finish();
    });
    const batches = call()[Symbol.asyncIterator]();
    const first = await batches.next();
    expect(first.value).toEqual([
      { type: 'response-start' },
      ...['a', 'b', 'c'].map((letter) => ({ type: 'text-delta', text: letter })),
    ]);
    door.open();
    await batches.return?.();
  });

  it('J3: puts characters together that are split between reads', async () => {
    const bytes = Buffer.from(
      `data: ${JSON.stringify({ choices: [{ delta: { content: '👋🏽ü' }, finish_reason: 'stop' }] })}\n\n`,
    );
    upstream.script(raw(...Array.from(bytes, (byte) => Buffer.from([byte]))));
    expect(textOfEvents(await collect(call()))).toBe('👋🏽ü');
  });

  it('keeps its connection for the next call, also after an error status', async () => {
    upstream.script(text('one'), (exchange) => exchange.json({ error: { message: 'no' } }, 400), text('three'));
    for (let index = 0; index < 5; index++) {
      await collect(call());
      await upstream.lastRequest.closed;
      await severalTurns();
    }
    expect(upstream.requests).toHaveLength(5);
    expect(upstream.connections).toBe(1);
  });

  it('runs many calls at once', async () => {
    upstream.handler = (request) => text(request.lastUserText);
    const ask = (index: number): Promise<ModelEvent[]> => {
      const messages = [
        { role: 'user' as const, content: [{ type: 'text' as const, text: `number ${String(index)}` }] },
      ];
      return collect(sut.stream(modelRequest({ messages }), new AbortController().signal));
    };
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index)));
    expect(answers.map(textOfEvents)).toEqual(answers.map((_, index) => `number ${String(index)}`));
  });

  it('A7: lets calls finish, and those who hold it go on, after it was retired', async () => {
    const manual = upstream.manual();
    const running = collect(call());
    const exchange = await manual;
    await sut.retire();
    await exchange.delta({ content: 'still here' });
    await exchange.finish();
    expect(textOfEvents(await running)).toBe('still here');
    expect(textOfEvents(await collect(call()))).toBe('ok');
  });
});
