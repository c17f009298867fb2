import { describe, expect, it } from '@jest/globals';
import type { HttpOutcome } from '../doctor/http-asker.js';
import { serverModels } from './server-models.js';

const baseUrl = 'http://127.0.0.1:9/v1';
const answer = (status: number, body: string): HttpOutcome => ({ kind: 'answer', status, body });

async function sut(outcome: HttpOutcome, apiKey?: string) {
  const asked: unknown[] = [];
  const http = {
    get: (url: string, headers = {}) => {
      asked.push({ url, headers });
      return Promise.resolve(outcome);
    },
  };
  return { models: await serverModels(http, baseUrl, apiKey), asked };
}

describe('serverModels', () => {
  it('asks with the key, where there is one', async () => {
    const list = answer(200, '{"object":"list","data":[{"id":"a"},{"id":"b"},7]}');
    const { models, asked } = await sut(list, 'not-a-real-key ');
    expect(models).toEqual({ baseUrl, modelIds: ['a', 'b'] });
    expect(asked).toEqual([{ url: `${baseUrl}/models`, headers: { authorization: 'Bearer not-a-real-key' } }]);
    expect((await sut(list)).asked).toEqual([{ url: `${baseUrl}/models`, headers: {} }]);
  });

  it('a server without any model has none', async () => {
    expect((await sut(answer(200, '{"object":"list","data":null}'))).models).toEqual({ baseUrl, modelIds: [] });
  });

  it.each<[HttpOutcome, RegExp]>([
    [{ kind: 'unreachable', reason: 'ECONNREFUSED' }, /^Nothing answers at .* \(ECONNREFUSED\)\.$/],
    [{ kind: 'silent', reason: 'timeout' }, /^Nothing answers/],
    [answer(401, ''), /wants a key, or another one \(HTTP 401\)/],
    [answer(404, ''), /answers 404; an address of OpenAI's API mostly ends in \/v1/],
    [answer(500, ''), /gives no list of models \(HTTP 500\)/],
    [answer(200, '<html>'), /gives no list of models/],
    [answer(200, '{"data":"x"}'), /gives no list of models/],
  ])('%j is told', async (outcome, problem) => {
    const { models, asked } = await sut(outcome, 'not-a-real-key');
    expect(models).toEqual({ problem: expect.stringMatching(problem), isWrongAddress: /404/.test(String(problem)) });
    expect(asked).toHaveLength(1);
  });

  it.each<[Record<string, HttpOutcome>, unknown]>([
    [
      { 'http://127.0.0.1:9/v1/models': answer(200, '{"data":[{"id":"a"}]}') },
      { baseUrl: 'http://127.0.0.1:9/v1', modelIds: ['a'] },
    ],
    [
      { 'http://127.0.0.1:9/v1/models': answer(500, '') },
      { problem: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/models answers 404/), isWrongAddress: true },
    ],
  ])('an address that has nothing is asked once more with /v1: %j', async (answers, expected) => {
    const http = { get: (url: string) => Promise.resolve(answers[url] ?? answer(404, '')) };
    expect(await serverModels(http, 'http://127.0.0.1:9', undefined)).toEqual(expected);
  });
});
