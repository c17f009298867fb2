import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AiSdkHarness,
  collect,
  errorOf,
  halfAnswer,
  requestFor,
  textOf,
} from '../../../test/support/ai-sdk-harness.js';
import { answer, brokenStream, eventStream, recording } from '../../../test/support/recorded-upstream.js';
import type { RecordedUpstream } from '../../../test/support/recorded-upstream.js';
import type { ModelEvent } from '../provider.port.js';
import { AiSdkProvider } from './ai-sdk.provider.js';

describe(AiSdkProvider.name, () => {
  let harness: AiSdkHarness;
  let upstream: RecordedUpstream;

  beforeEach(async () => {
    harness = await AiSdkHarness.start();
    upstream = harness.upstream;
  });

  afterEach(() => upstream.close());

  describe.each([
    [
      'anthropic-messages',
      'anthropic',
      { inputTokens: 35, cachedInputTokens: 10, outputTokens: 15, reasoningTokens: 0 },
    ],
    ['google-generative-ai', 'google', { inputTokens: 11, cachedInputTokens: 4, outputTokens: 16, reasoningTokens: 7 }],
  ] as const)('%s', (api, folder, usage) => {
    it('turns a recorded answer into events: start, text, usage, finish', async () => {
      upstream.script(eventStream(recording(`${folder}/text.sse`)));

      const events = await harness.ask(api);

      expect(events[0]).toEqual({ type: 'response-start' });
      expect(textOf(events)).toBe('Grüße aus dem Süden 🌍!');
      expect(events.slice(-2)).toEqual([
        { type: 'usage', usage },
        { type: 'finish', reason: 'stop' },
      ]);
    });

    it('J3: gives the same text wherever the upstream bytes are split', async () => {
      for (const pieceBytes of [1, 7, 64]) {
        upstream.script(eventStream(recording(`${folder}/text.sse`), pieceBytes));
        expect(textOf(await harness.ask(api))).toBe('Grüße aus dem Süden 🌍!');
      }
    });

    it('gives what arrived together as few batches', async () => {
      upstream.script(eventStream(recording(`${folder}/text.sse`)));

      const batches = await collect(harness.create(api), requestFor(api));

      expect(batches.length).toBeLessThanOrEqual(2);
    });

    it('gives each tool call once, with its arguments, and the reason tool-calls', async () => {
      const name = folder === 'anthropic' ? 'anthropic/thinking-and-tools.sse' : 'google/tools.sse';
      upstream.script(eventStream(recording(name)));

      const events = await harness.ask(api, { tools: [weather] });

      const starts = events.filter((event) => event.type === 'tool-call-start');
      expect(starts.map(({ index, name: tool }) => [index, tool])).toEqual([
        [0, 'weather'],
        [1, 'time'],
      ]);
      expect(argumentsOf(events, 0)).toEqual({ city: 'München' });
      expect(argumentsOf(events, 1)).toEqual({});
      expect(events.at(-1)).toEqual({ type: 'finish', reason: 'tool-calls' });
    });

    it('G4: says nothing of the host, the runtime or its version in its headers', async () => {
      upstream.script(eventStream(recording(`${folder}/text.sse`)));

      await harness.ask(api);

      const { headers } = upstream.requests[0] ?? { headers: {} };
      expect(headers['user-agent']).toBe('openclaw-gateway');
      const { host, ...others } = headers;
      expect(host).toContain('127.0.0.1');
      expect(JSON.stringify(others)).not.toMatch(new RegExp(`node|ai-sdk|${process.platform}|${process.arch}`, 'i'));
    });

    it('sends the configured headers and no empty credential', async () => {
      upstream.script(eventStream(recording(`${folder}/text.sse`)));
      const sut = harness.create(api, { apiKey: undefined, headers: { 'X-Team': 'blue', 'User-Agent': 'my-house' } });

      await collect(sut, requestFor(api));

      const headers = upstream.requests[0]?.headers;
      expect(headers).toMatchObject({ 'x-team': 'blue', 'user-agent': 'my-house' });
      expect(headers).not.toHaveProperty('x-api-key');
      expect(headers).not.toHaveProperty('x-goog-api-key');
    });

    it('K5: never reports a cut answer as complete', async () => {
      upstream.script(brokenStream(halfAnswer(api)), eventStream(halfAnswer(api)));

      for (const how of ['broken connection', 'missing end']) {
        const events = await harness.ask(api);
        expect([how, textOf(events).startsWith('Grüße'), errorOf(events).kind]).toEqual([how, true, 'cut']);
      }
      expect(upstream.requests).toHaveLength(2);
    });

    it('keeps the request out of what a log would print of an error', async () => {
      upstream.script(answer(400, '{"error": {"message": "no"}}'));

      const events = (
        await collect(harness.create(api), requestFor(api, { system: 'the secret system prompt' }))
      ).flat();

      expect(JSON.stringify(errorOf(events), Object.getOwnPropertyNames(errorOf(events)))).not.toContain(
        'secret system',
      );
    });

    it.each([
      ['an empty answer', ''],
      ['a page of HTML', '<html><body>Bad gateway</body></html>'],
      ['broken JSON', 'data: {"type": "message_start", \n\n'],
      ['JSON of another shape', 'data: {"candidates": 5, "type": "message_start"}\n\n'],
      ['numbers and null', 'data: 17\n\ndata: null\n\ndata: []\n\n'],
      ['bytes that are no text', '\u0000\u0001\uffff'],
    ])('ends in one upstream error on %s', async (_, garbage) => {
      upstream.script(eventStream(garbage));

      const events = (await collect(harness.create(api, { maxRetries: 0 }), requestFor(api))).flat();

      expect(events).toHaveLength(1);
      expect(errorOf(events).kind).toBe('upstream');
    });
  });

  it('gives the thinking of Anthropic as reasoning, and its token count', async () => {
    upstream.script(eventStream(recording('anthropic/thinking-and-tools.sse')));

    const events = await harness.ask('anthropic-messages');

    expect(reasoningOf(events)).toBe('Two cities, two calls.');
    expect(textOf(events)).toBe('I will look.');
    expect(events.find((event) => event.type === 'tool-call-start')).toMatchObject({ id: 'toolu_01First' });
    expect(events).toContainEqual({
      type: 'usage',
      usage: { inputTokens: 472, outputTokens: 89, cachedInputTokens: 0, reasoningTokens: 21 },
    });
  });

  it('gives the thoughts of Google as reasoning', async () => {
    upstream.script(eventStream(recording('google/text.sse')));

    expect(reasoningOf(await harness.ask('google-generative-ai'))).toBe('Weighing the greeting.');
  });

  it('makes an id for a call that Google gives none', async () => {
    upstream.script(eventStream(recording('google/tools.sse')));

    const events = await harness.ask('google-generative-ai', { tools: [weather] });

    const ids = events.flatMap((event) => (event.type === 'tool-call-start' ? [event.id] : []));
    expect(ids).toEqual([expect.stringMatching(/^call_\d+$/), expect.stringMatching(/^call_\d+$/)]);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['anthropic-messages', 'anthropic/overloaded-midway.sse', 529],
    ['google-generative-ai', 'google/unavailable-midway.sse', 503],
  ] as const)('%s: reports an error in the middle with its status, and does not retry', async (api, name, status) => {
    upstream.script(eventStream(recording(name)));

    const events = await harness.ask(api);

    expect(textOf(events)).toBe('Half a ');
    expect(errorOf(events)).toMatchObject({ kind: 'upstream', status });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['anthropic-messages', 401, 'anthropic/wrong-key.json', 'invalid x-api-key'],
    ['google-generative-ai', 400, 'google/wrong-key.json', 'API key not valid. Please pass a valid API key.'],
  ] as const)('%s: reports a wrong key as auth, without a retry', async (api, status, name, providerMessage) => {
    upstream.script(answer(status, recording(name)));

    expect(errorOf(await harness.ask(api))).toMatchObject({ kind: 'auth', status, providerMessage });
    expect(upstream.requests).toHaveLength(1);
  });

  it('reads from the body of Google how long to wait', async () => {
    upstream.script(answer(429, recording('google/quota.json')));
    const sut = harness.create('google-generative-ai', { maxRetries: 0 });

    const events = (await collect(sut, requestFor('google-generative-ai'))).flat();

    expect(errorOf(events)).toMatchObject({ kind: 'rate-limited', status: 429, retryAfterSeconds: 7 });
  });

  it('reports an answer that Google stopped for safety as content-filter', async () => {
    upstream.script(eventStream(recording('google/safety.sse')));

    const events = await harness.ask('google-generative-ai');

    expect(textOf(events)).toBe('I can ');
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'content-filter' });
  });

  it('passes over events of a kind that Anthropic has added since', async () => {
    const added = 'event: mood\ndata: {"type":"mood","mood":"cheerful"}\n\n';
    upstream.script(eventStream(recording('anthropic/text.sse').replace('event: ping', `${added}event: ping`)));

    const events = await harness.ask('anthropic-messages');

    expect(textOf(events)).toBe('Grüße aus dem Süden 🌍!');
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  });

  it('refuses an API that it does not speak', () => {
    expect(() => harness.create('openai-completions')).toThrow('openai-completions');
  });
});

const weather = {
  name: 'weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

function argumentsOf(events: ModelEvent[], index: number): unknown {
  const deltas = events.map((event) =>
    event.type === 'tool-call-delta' && event.index === index ? event.argumentsDelta : '',
  );
  return JSON.parse(deltas.join(''));
}

function reasoningOf(events: ModelEvent[]): string {
  return events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join('');
}
