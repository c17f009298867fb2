import request, { type Response } from 'supertest';
import { testToken } from './create-test-app.js';
import { expectOpenAiAnswer } from './openai-answer.js';

/** Asks about a kept response with the test token; the answer is checked against the published schemas. `path` comes after `/v1/responses/`. */
export async function askResponse(
  gateway: { url: string },
  method: 'get' | 'post',
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const answer = await request(gateway.url)
    [method](`/v1/responses/${path}`)
    .set({ authorization: `Bearer ${testToken}`, ...headers });
  const [pathname = ''] = path.split('?');
  const { status, type: contentType, text } = answer;
  expectOpenAiAnswer({ path: `/v1/responses/${pathname}`, status, contentType, text });
  return answer;
}

export function deleteResponse(
  gateway: { url: string },
  id: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(gateway.url)
    .delete(`/v1/responses/${id}`)
    .set({ authorization: `Bearer ${testToken}`, ...headers })
    .then((answer) => answer);
}

/** Asks again and again until the response is over; its last state. */
export async function untilOver(gateway: { url: string }, id: string): Promise<Response['body']> {
  for (;;) {
    const { body } = await askResponse(gateway, 'get', id);
    if (body.status !== 'queued' && body.status !== 'in_progress') return body;
  }
}
