import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AiSdkHarness } from '../../../test/support/ai-sdk-harness.js';
import { eventually } from '../../../test/support/eventually.js';
import { answer, recording, silence } from '../../../test/support/recorded-upstream.js';
import type { EmbeddingInput } from '../embedding.port.js';
import { AiSdkProvider } from './ai-sdk.provider.js';

const google = 'google-generative-ai';
const asked = { model: 'gemini-embedding-001', encoding: 'base64' as const };

function texts(count: number): EmbeddingInput {
  return { type: 'texts', texts: Array.from({ length: count }, (_, index) => `text ${index}`) };
}

const batch = (count: number, first = 0) =>
  answer(
    200,
    JSON.stringify({ embeddings: Array.from({ length: count }, (_, at) => ({ values: [first + at, 0.5] })) }),
  );

describe(`${AiSdkProvider.name}: embeddings`, () => {
  let harness: AiSdkHarness;
  const { signal } = new AbortController();

  beforeEach(async () => {
    harness = await AiSdkHarness.start();
  });
  afterEach(() => harness.upstream.close());

  it('asks Google for one text, with the length that is wanted', async () => {
    harness.upstream.script(answer(200, JSON.stringify({ embedding: { values: [0.25, -1] } })));
    const embedded = await harness.create(google).embed({ ...asked, input: texts(1), dimensions: 2 }, signal);
    expect(embedded).toEqual({ vectors: [[0.25, -1]], inputTokens: 0 });
    const [request] = harness.upstream.requests;
    expect(request?.path).toBe('/v1/models/gemini-embedding-001:embedContent');
    expect(request?.body).toMatchObject({ content: { parts: [{ text: 'text 0' }] }, outputDimensionality: 2 });
    expect(request?.headers).toMatchObject({ 'x-goog-api-key': 'not-a-real-key' });
    expect(request?.headers['user-agent']).not.toMatch(/node|ai-sdk/i);
  });

  it('sends many texts in as few requests as Google takes, and keeps their order', async () => {
    harness.upstream.script(batch(100), batch(100, 100), batch(5, 200));
    const { vectors } = await harness.create(google).embed({ ...asked, input: texts(205) }, signal);
    expect(vectors.map(([first]) => first)).toEqual(Array.from({ length: 205 }, (_, index) => index));
    expect(harness.upstream.requests.map(({ body }) => body.requests.length)).toEqual([100, 100, 5]);
  });

  it('never passes a wrong answer on', async () => {
    harness.upstream.script(batch(1), answer(200, '{"embeddings":[{"values":[]},{"values":[1]}]}'));
    const sut = harness.create(google, { maxRetries: 0 });
    await expect(sut.embed({ ...asked, input: texts(2) }, signal)).rejects.toMatchObject({ kind: 'upstream' });
    await expect(sut.embed({ ...asked, input: texts(2) }, signal)).rejects.toMatchObject({ kind: 'upstream' });
  });

  it('K5: tells what Google refused', async () => {
    harness.upstream.script(answer(400, recording('google/wrong-key.json')));
    await expect(harness.create(google).embed({ ...asked, input: texts(1) }, signal)).rejects.toMatchObject({
      kind: 'auth',
    });
  });

  it('K5: tries again after a failure that passes', async () => {
    harness.upstream.script(answer(503, '{}'), answer(200, JSON.stringify({ embedding: { values: [1] } })));
    let done = false;
    const running = harness
      .create(google, { maxRetries: 1 })
      .embed({ ...asked, input: texts(1) }, signal)
      .finally(() => (done = true));
    await harness.pass(100, () => done);
    expect((await running).vectors).toEqual([[1]]);
  });

  it('K5: gives up when no answer comes in time', async () => {
    harness.upstream.script(silence);
    const failure = expect(
      harness.create(google, { maxRetries: 0 }).embed({ ...asked, input: texts(1) }, signal),
    ).rejects.toMatchObject({ kind: 'timeout' });
    await eventually(() => harness.upstream.requests.length === 1);
    await harness.clock.advance(600_000);
    await failure;
    expect(harness.clock.waiting).toBe(0);
  });

  it('J5: an abort closes the connection at once', async () => {
    const abort = new AbortController();
    harness.upstream.script(silence);
    const failure = expect(
      harness.create(google).embed({ ...asked, input: texts(1) }, abort.signal),
    ).rejects.toMatchObject({ kind: 'aborted' });
    await eventually(() => harness.upstream.requests.length === 1);
    abort.abort();
    await failure;
    await harness.upstream.requests[0]?.closed;
    expect(harness.upstream.requests[0]?.aborted).toBe(true);
  });

  it('refuses tokens, which Google does not take, and sends nothing', async () => {
    const input: EmbeddingInput = { type: 'tokens', tokens: [[1, 2]] };
    await expect(harness.create(google).embed({ ...asked, input }, signal)).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_value',
      param: 'input',
    });
    expect(harness.upstream.requests).toEqual([]);
  });

  it('refuses for Anthropic, which has no embeddings', async () => {
    const sut = harness.create('anthropic-messages');
    await expect(sut.embed({ ...asked, input: texts(1) }, signal)).rejects.toMatchObject({
      status: 400,
      code: 'embeddings_not_supported',
    });
    expect(harness.upstream.requests).toEqual([]);
  });
});
