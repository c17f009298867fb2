import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { hang, json, raw, refuse, status } from '../../../test/support/fake-answers.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { base64, embeddings, fakeVector } from '../../../test/support/fake-embeddings.js';
import type { Answer } from '../../../test/support/fake-exchange.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { FakeUpstream } from '../../../test/support/fake-upstream.js';
import { providerConfig } from '../../../test/support/provider-fixtures.js';
import type { ProviderConfig } from '../../config/models.config.js';
import type { EmbeddingAnswer, EmbeddingRequest } from '../embedding.port.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { severalTurns } from '../../../test/support/turns.js';

const texts = { type: 'texts' as const, texts: ['one', 'three'] };

describe(`${OpenAiCompatibleProvider.name}: embeddings`, () => {
  let upstream: FakeUpstream;
  let clock: FakeClock;
  let sut: OpenAiCompatibleProvider;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    clock = new FakeClock();
    sut = provider();
  });
  afterEach(async () => {
    await sut.destroy();
    await upstream.close();
  });

  function provider(overrides: Partial<ProviderConfig> = {}): OpenAiCompatibleProvider {
    const config = providerConfig({ baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', ...overrides });
    return new OpenAiCompatibleProvider(config, { clock, ids: new FakeIds() });
  }

  function embed(
    request: Partial<EmbeddingRequest> = {},
    signal = new AbortController().signal,
  ): Promise<EmbeddingAnswer> {
    return sut.embed({ model: 'small', input: texts, encoding: 'float', ...request }, signal);
  }

  async function bodyOf(request: Partial<EmbeddingRequest>): Promise<Record<string, unknown>> {
    await embed(request);
    return JSON.parse(upstream.embeddingRequests.at(-1)?.raw ?? '');
  }

  it('sends the plainest request that says what is asked for', async () => {
    expect(await bodyOf({})).toEqual({ model: 'small', input: ['one', 'three'] });
    expect(await bodyOf({ dimensions: 2, encoding: 'base64' })).toEqual({
      model: 'small',
      input: ['one', 'three'],
      dimensions: 2,
      encoding_format: 'base64',
    });
    expect(await bodyOf({ input: { type: 'tokens', tokens: [[1, 2], [3]] } })).toMatchObject({ input: [[1, 2], [3]] });
    const { path, headers } = upstream.embeddingRequests[0] ?? {};
    expect([path, headers?.authorization, headers?.accept]).toEqual([
      '/v1/embeddings',
      'Bearer not-a-real-key',
      'application/json',
    ]);
  });

  it('gives the vectors in the order of the input, and the tokens', async () => {
    const expected = { vectors: [fakeVector(0, 3), fakeVector(1, 5)], inputTokens: 7 };
    expect(await embed()).toEqual(expected);
    upstream.embeddingAnswers.push(embeddings({ data: (entries) => entries.toReversed() }));
    expect(await embed()).toEqual(expected);
    upstream.embeddingAnswers.push(embeddings({ data: (entries) => entries.map(({ embedding }) => ({ embedding })) }));
    expect(await embed()).toEqual(expected);
  });

  const pair = [
    [0.5, -2],
    [1, 1024],
  ];

  it.each(['float', 'base64'] as const)('reads %s, whichever was asked for', async (encoding) => {
    for (const asked of ['float', 'base64'] as const) {
      upstream.embeddingAnswers.push(embeddings({ encoding, vectors: pair }));
      expect((await embed({ encoding: asked })).vectors).toEqual(pair);
    }
  });

  it.each<[string, Record<string, number> | null, number]>([
    ['no usage', null, 0],
    ['the total only', { total_tokens: 9 }, 9],
    ['both', { prompt_tokens: 4, total_tokens: 9 }, 4],
  ])('counts tokens as the provider does: %s', async (_name, usage, tokens) => {
    upstream.embeddingAnswers.push(embeddings({ usage }));
    expect((await embed()).inputTokens).toBe(tokens);
  });

  const list = (data: unknown): Answer => json({ object: 'list', data });

  it.each<[string, Answer, string]>([
    ['a page for browsers', raw('<html>welcome</html>'), 'check that its baseUrl is right'],
    ['a chat completion', json({ choices: [] }), 'check that its baseUrl is right'],
    ['too few', list([{ index: 0, embedding: [1] }]), '1 embeddings for 2 inputs'],
    ['too many', embeddings({ vectors: [[1], [2], [3]] }), '3 embeddings for 2 inputs'],
    [
      'an index twice',
      list([
        { index: 1, embedding: [1] },
        { index: 1, embedding: [2] },
      ]),
      'indexes',
    ],
    [
      'an index far away',
      list([
        { index: 0, embedding: [1] },
        { index: 1e9, embedding: [2] },
      ]),
      'indexes',
    ],
    ['an empty vector', embeddings({ vectors: [[], [1]] }), 'no list of numbers'],
    ['two lengths', embeddings({ vectors: [[1, 2], [1]] }), 'different lengths'],
    ['words', list([{ embedding: ['1'] }, { embedding: [1] }]), 'no list of numbers'],
    ['too large a number', embeddings({ vectors: [[1e300], [1]] }), 'no list of numbers'],
    ['broken base64', list([{ embedding: 'AAA' }, { embedding: 'AACAPw==' }]), 'no list of numbers'],
    ['a base64 of no number', list([{ embedding: base64([NaN]) }, { embedding: 'AACAPw==' }]), 'no list of numbers'],
    ['an error with 200', json({ error: { message: 'no such model', type: 'server_error' } }), 'no such model'],
  ])('never passes a wrong answer on: %s', async (_name, answer, words) => {
    upstream.embeddingAnswers.push(answer);
    await expect(embed()).rejects.toMatchObject({ kind: 'upstream', message: expect.stringContaining(words) });
  });

  it.each<[string, Answer]>([
    ['429', status(429)],
    ['503', status(503)],
    ['a connection that breaks', refuse()],
  ])('K5: tries again after %s', async (_name, answer) => {
    sut = provider({ maxRetries: 1 });
    upstream.embeddingAnswers.push(answer);
    const running = embed();
    while (upstream.embeddingRequests.length < 2) await clock.advance(5);
    expect((await running).vectors).toHaveLength(2);
  });

  it('K5: tells what the provider refused, and asks once', async () => {
    sut = provider({ maxRetries: 2 });
    upstream.embeddingAnswers.push(status(400, { message: 'input too long' }));
    await expect(embed()).rejects.toMatchObject({
      kind: 'rejected',
      status: 400,
      providerMessage: 'input too long',
    });
    expect(upstream.embeddingRequests).toHaveLength(1);
  });

  it('K5: an answer that breaks off is none', async () => {
    upstream.embeddingAnswers.push(async (exchange) => {
      await exchange.write('{"data":[');
      exchange.destroy();
    });
    await expect(embed()).rejects.toMatchObject({ kind: 'cut' });
  });

  it('K5: gives up when no first byte comes', async () => {
    upstream.embeddingAnswers.push(hang());
    const failure = expect(embed()).rejects.toMatchObject({ kind: 'timeout' });
    await eventually(() => upstream.embeddingRequests.length === 1);
    await clock.advance(600_000);
    await failure;
  });

  it('J5: an abort closes the connection at once', async () => {
    const abort = new AbortController();
    upstream.embeddingAnswers.push(hang());
    const failure = expect(embed({}, abort.signal)).rejects.toMatchObject({ kind: 'aborted' });
    await eventually(() => upstream.embeddingRequests.length === 1);
    abort.abort();
    await failure;
    await upstream.embeddingRequests[0]?.closed;
    expect(upstream.embeddingRequests[0]?.aborted).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('asks nobody when it is aborted from the start', async () => {
    await expect(embed({}, AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' });
    expect(upstream.embeddingRequests).toHaveLength(0);
  });

  it('tells 2,048 inputs apart', async () => {
    const many = Array.from({ length: 2_048 }, (_, index) => 'x'.repeat(index + 1));
    const { vectors } = await embed({ input: { type: 'texts', texts: many } });
    expect(vectors.map(([index, length]) => [index, length])).toEqual(many.map((_text, index) => [index, index + 1]));
  });

  it('keeps the connection for the next call, also after a refusal', async () => {
    upstream.embeddingAnswers.push(embeddings(), status(400));
    await embed();
    await severalTurns();
    await expect(embed()).rejects.toMatchObject({ kind: 'rejected' });
    await severalTurns();
    await embed();
    expect(upstream.connections).toBe(1);
  });
});
