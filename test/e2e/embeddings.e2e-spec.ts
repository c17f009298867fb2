import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { get } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp } from '../support/create-test-app.js';
import { embed } from '../support/embed.js';
import { eventually } from '../support/eventually.js';
import { hang, status } from '../support/fake-answers.js';
import { base64, embeddings, fakeVector } from '../support/fake-embeddings.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { expectValid } from '../support/openai-schema.js';

let upstream: FakeUpstream;
let gateway: TestApp;
let url: string;

const agents = {
  defaults: { model: 'fake/model', embeddingModel: 'fake/small' },
  list: [
    { id: 'main', default: true },
    { id: 'front-desk', publicMode: true },
    { id: 'other', embeddingModel: 'fake/vendor/large' },
    { id: 'guided', embeddingModel: 'builtin/guide' },
    { id: 'lost', embeddingModel: 'gone/model' },
    { id: 'narrow', maxConcurrent: 1 },
  ],
};

function start(sections: Record<string, unknown> = {}, gatewaySection: Record<string, unknown> = {}): Promise<TestApp> {
  const fake = { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', maxRetries: 0 };
  const second = { ...fake, headers: { 'x-which': 'the-other-one' } };
  const providers = { fake, second };
  const config = { models: { providers }, agents, gateway: { ...baseConfig.gateway, ...gatewaySection }, ...sections };
  return createTestApp({ config });
}

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  gateway = await start();
  ({ url } = gateway);
});

afterEach(() => upstream.reset());

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const asked = (): Record<string, unknown> => JSON.parse(upstream.embeddingRequests.at(-1)?.raw ?? '{}');

describe('POST /v1/embeddings: answers', () => {
  it('embeds a text with the model of the agent, in OpenAI’s form', async () => {
    const answer = await embed(url, { input: 'hello' });
    expect(answer.status).toBe(200);
    expectValid('CreateEmbeddingResponse', answer.json);
    expect(answer.json).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: fakeVector(0, 5) }],
      model: 'openclaw',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    });
    expect(asked()).toEqual({ model: 'small', input: ['hello'] });
  });

  it('E6: says where the answer comes from', async () => {
    const { headers } = await embed(url, { model: 'openclaw:other' }, { headers: { 'x-request-id': 'mine' } });
    expect(headers.get('x-openclaw-agent-id')).toBe('other');
    expect(headers.get('x-request-id')).toBe('mine');
    expect(headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(headers.get('x-openclaw-run-id')).toBeNull();
    expect(asked()).toMatchObject({ model: 'vendor/large' });
  });

  it.each([
    ['texts', ['a', 'bc'], ['a', 'bc'], 2],
    ['one list of tokens', [5, 6, 7], [[5, 6, 7]], 1],
    ['lists of tokens', [[5], [6, 7]], [[5], [6, 7]], 2],
  ])('takes %s', async (_name, input, sent, count) => {
    const answer = await embed(url, { input });
    expect(answer.json.data.map(({ index }: { index: number }) => index)).toEqual([...Array(count).keys()]);
    expect(asked()).toMatchObject({ input: sent });
  });

  it.each(['float', 'base64'] as const)('gives both encodings when the provider answers in %s', async (encoding) => {
    const vectors = [[0.5, -2, 1024]];
    upstream.embeddingAnswers.push(embeddings({ encoding, vectors }), embeddings({ encoding, vectors }));
    expect((await embed(url, { encoding_format: 'float' })).json.data[0].embedding).toEqual([0.5, -2, 1024]);
    expect((await embed(url, { encoding_format: 'base64' })).json.data[0].embedding).toBe(base64([0.5, -2, 1024]));
  });

  it('hands `dimensions` on, and refuses an answer of another length', async () => {
    expect((await embed(url, { dimensions: 2 })).json.data[0].embedding).toHaveLength(2);
    expect(asked()).toMatchObject({ dimensions: 2 });
    upstream.embeddingAnswers.push(embeddings({ vectors: [[1, 2, 3]] }));
    const refused = await embed(url, { dimensions: 2 });
    expect(refused.status).toBe(400);
    expect(refused.json.error).toMatchObject({ code: 'unsupported_value', param: 'dimensions' });
  });

  it('B9: names fields without effect', async () => {
    const answer = await embed(url, { user: 'ann', input_type: 'query' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-openclaw-ignored-fields')).toBe('user, input_type');
    expect(asked()).toEqual({ model: 'small', input: ['hi'] });
  });

  it('keeps many requests at once apart', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => embed(url, { input: 'x'.repeat(at + 1) })));
    expect(answers.map(({ json }) => json.data[0].embedding[1])).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });
});

describe('POST /v1/embeddings: x-openclaw-model', () => {
  const override = { 'x-openclaw-model': 'second/tiny' };

  it('asks the model that the owner names', async () => {
    expect((await embed(url, {}, { headers: override })).status).toBe(200);
    expect(asked()).toMatchObject({ model: 'tiny' });
    expect(upstream.embeddingRequests[0]?.headers['x-which']).toBe('the-other-one');
  });

  it.each<[string, Record<string, string>]>([
    ['openclaw', { 'x-openclaw-sender-is-owner': 'false' }],
    ['openclaw:front-desk', {}],
  ])('403 for whoever is not the owner: %s', async (model, headers) => {
    const answer = await embed(url, { model }, { headers: { ...override, ...headers } });
    expect(answer.status).toBe(403);
    expect(answer.json.error).toMatchObject({ code: 'insufficient_permissions', param: 'x-openclaw-model' });
    expect(upstream.embeddingRequests).toEqual([]);
  });

  it('400 for a provider that is not there', async () => {
    const answer = await embed(url, {}, { headers: { 'x-openclaw-model': 'nobody/tiny' } });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({ code: 'invalid_value', param: 'x-openclaw-model' });
  });

  it('works for an agent without an embedding model of its own', async () => {
    const bare = await start({ agents: { defaults: { model: 'fake/model' } } });
    try {
      expect((await embed(bare.url, {}, { headers: override })).status).toBe(200);
      const refused = await embed(bare.url);
      expect(refused.status).toBe(400);
      expectValid('ErrorResponse', refused.json);
      expect(refused.json.error).toMatchObject({
        code: 'embedding_model_not_configured',
        param: 'model',
        message: expect.stringContaining('agents.defaults.embeddingModel'),
      });
      expect(refused.headers.get('x-should-retry')).toBe('false');
    } finally {
      await bare.close();
    }
  });
});

describe('POST /v1/embeddings: errors', () => {
  it.each<[string, Record<string, unknown>, number, string]>([
    ['an empty text', { input: '' }, 400, 'invalid_value'],
    ['no input', { input: null }, 400, 'missing_required_parameter'],
    ['an unknown agent', { model: 'openclaw:nobody' }, 404, 'model_not_found'],
    ['a model of OpenAI’s', { model: 'text-embedding-3-small' }, 404, 'model_not_found'],
    ['a provider without embeddings', { model: 'openclaw:guided' }, 400, 'embeddings_not_supported'],
    ['a provider that is not configured', { model: 'openclaw:lost' }, 500, 'model_not_configured'],
  ])('B5: %s', async (_name, body, expected, code) => {
    const answer = await embed(url, body);
    expect(answer.status).toBe(expected);
    expectValid('ErrorResponse', answer.json);
    expect(answer.json.error.code).toBe(code);
    expect(upstream.embeddingRequests).toEqual([]);
  });

  it('K5: tells the owner what the provider said, and strangers nothing of it', async () => {
    // Of its own, because all gateways of a process write to the log of the one that was started last.
    const told = await start();
    try {
      const words = 'this planted model is overloaded at http://10.9.8.7:4000/x, key not-a-real-key';
      upstream.embeddingAnswers.push(status(500, { message: words }), status(500, { message: words }));
      const own = await embed(told.url);
      expect(own.status).toBe(502);
      expect(own.json.error).toMatchObject({ code: 'upstream_error', message: expect.stringContaining('planted') });
      expect(own.text).not.toMatch(/10\.9\.8\.7|not-a-real-key/);
      const headers = { 'x-openclaw-sender-is-owner': 'true' };
      const strange = await embed(told.url, { model: 'openclaw:front-desk' }, { headers });
      expect(strange.status).toBe(502);
      expect(strange.text).not.toMatch(/planted|fake|small|10\.9/);
      expect(told.logLines.join('\n')).toContain('planted');
      expect(told.logLines.join('\n')).not.toContain('not-a-real-key');
    } finally {
      await told.close();
    }
  });

  it('K5: 429 of the provider stays 429, with its Retry-After', async () => {
    upstream.embeddingAnswers.push(status(429, { retryAfter: 7 }));
    const answer = await embed(url);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('C1: 401 without a credential', async () => {
    expect((await embed(url, {}, { headers: { authorization: '' } })).status).toBe(401);
  });

  it('B3: 405 for another method', async () => {
    const answer = await get(url, '/v1/embeddings');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('J5: a client that leaves ends the upstream call', async () => {
    upstream.embeddingAnswers.push(hang());
    const abort = new AbortController();
    const left = expect(embed(url, {}, { signal: abort.signal })).rejects.toThrow();
    await eventually(() => upstream.embeddingRequests.length === 1);
    abort.abort();
    await left;
    await upstream.embeddingRequests[0]?.closed;
    expect(upstream.embeddingRequests[0]?.aborted).toBe(true);
  });

  it('L3: no more at once than the agent may have', async () => {
    const narrow = await start({}, { maxQueuedRuns: 0 });
    try {
      upstream.embeddingAnswers.push(hang());
      const abort = new AbortController();
      const left = expect(embed(narrow.url, { model: 'agent:narrow' }, { signal: abort.signal })).rejects.toThrow();
      await eventually(() => upstream.embeddingRequests.length === 1);
      const refused = await embed(narrow.url, { model: 'agent:narrow' });
      expect([refused.status, refused.json.error.code]).toEqual([429, 'too_many_runs']);
      abort.abort();
      await left;
      await upstream.embeddingRequests[0]?.closed;
      expect((await embed(narrow.url, { model: 'agent:narrow' })).status).toBe(200);
    } finally {
      await narrow.close();
    }
  });
});

describe('POST /v1/embeddings: switches', () => {
  it.each([
    [{ chatCompletions: { enabled: false } }, 404],
    [{ responses: { enabled: true } }, 200],
    [{ chatCompletions: { enabled: true } }, 200],
  ])('B2: is served where chat completions or responses are: %j', async (endpoints, expected) => {
    const switched = await start({}, { http: { endpoints } });
    try {
      expect((await embed(switched.url)).status).toBe(expected);
    } finally {
      await switched.close();
    }
  });

  it('B4: has a body limit of its own, and B9: refuses fields without effect where that is wanted', async () => {
    const endpoints = { chatCompletions: { enabled: true }, embeddings: { maxBodyBytes: 2_000 } };
    const strict = await start({}, { http: { endpoints, compat: 'strict' } });
    try {
      const large = await embed(strict.url, { input: 'x'.repeat(3_000) });
      expect(large.status).toBe(413);
      expect(large.json.error.message).toContain('gateway.http.endpoints.embeddings.maxBodyBytes');
      const refused = await embed(strict.url, { unknown: 1 });
      expect(refused.json.error).toMatchObject({ code: 'unsupported_parameter', param: 'unknown' });
    } finally {
      await strict.close();
    }
  });
});
