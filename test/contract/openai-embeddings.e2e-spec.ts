import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { testToken } from '../support/create-test-app.js';
import { status } from '../support/fake-answers.js';
import { embeddings, fakeVector } from '../support/fake-embeddings.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

/** Its answers are checked against OpenAI's schema, which knows no base64; without it the package decodes that itself. */
const observed = new ValidatingFetch();
const agents = {
  defaults: { model: 'fake/model', embeddingModel: 'fake/small' },
  list: [
    { id: 'main', default: true },
    { id: 'none', embeddingModel: 'builtin/guide' },
  ],
};

let gateway: TestGateway;
let client: OpenAI;
let sut: OpenAI;

beforeAll(async () => {
  gateway = await TestGateway.start({ sections: { agents } });
  client = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1` });
  sut = client.withOptions({ fetch: observed.fetch });
});

afterEach(() => gateway.upstream.reset());

afterAll(() => gateway.close());

const vector = async (fields: Partial<OpenAI.EmbeddingCreateParams> = {}): Promise<number[] | undefined> =>
  (await client.embeddings.create({ model: 'openclaw', input: 'hello', ...fields })).data[0]?.embedding;

describe('the openai package: embeddings', () => {
  it('asks for base64 by default, and decodes what it gets', async () => {
    expect(await vector()).toEqual(fakeVector(0, 5));
    expect(gateway.upstream.embeddingRequests[0]?.body).toMatchObject({ encoding_format: 'base64' });
  });

  it('decodes the same when the provider knows only numbers', async () => {
    gateway.upstream.embeddingAnswers.push(embeddings({ encoding: 'float', vectors: [[0.5, -2, 1024]] }));
    expect(await vector()).toEqual([0.5, -2, 1024]);
  });

  it('gets numbers where it asks for them, in OpenAI’s schema', async () => {
    gateway.upstream.embeddingAnswers.push(embeddings({ encoding: 'base64' }));
    const answer = await sut.embeddings.create({ model: 'openclaw', input: ['a', 'bc'], encoding_format: 'float' });
    expect(answer.data.map(({ embedding }) => embedding)).toEqual([fakeVector(0, 1), fakeVector(1, 2)]);
    expect(answer.usage).toEqual({ prompt_tokens: 7, total_tokens: 7 });
    expect(answer.model).toBe('openclaw');
    observed.expectAllValid();
  });

  it('chooses the length', async () => {
    expect(await vector({ dimensions: 2 })).toEqual(fakeVector(0, 5, 2));
  });

  it('sends tokens', async () => {
    expect(await vector({ input: [[1, 2, 3]] })).toEqual(fakeVector(0, 3));
  });

  it('K2: gets the right error classes', async () => {
    const errorOf = (fields: Partial<OpenAI.EmbeddingCreateParams>) =>
      sut.embeddings.create({ model: 'openclaw', input: 'a', encoding_format: 'float', ...fields });
    await expect(errorOf({ input: '' })).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(errorOf({ model: 'openclaw:none' })).rejects.toMatchObject({
      status: 400,
      code: 'embeddings_not_supported',
    });
    await expect(errorOf({ model: 'text-embedding-3-small' })).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    expect(gateway.upstream.embeddingRequests).toHaveLength(0);
    observed.expectAllValid();
  });

  it('K3: tries again after a failure that passes, and not after one that stays', async () => {
    gateway.upstream.embeddingAnswers.push(status(503));
    expect(await vector()).toEqual(fakeVector(0, 5));
    expect(gateway.upstream.embeddingRequests).toHaveLength(2);
    gateway.upstream.reset();
    gateway.upstream.embeddingAnswers.push(status(401));
    await expect(vector()).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
    expect(gateway.upstream.embeddingRequests).toHaveLength(1);
  });
});
