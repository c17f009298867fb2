import request, { type Response } from 'supertest';
import { testToken } from './create-test-app.js';
import { expectOpenAiAnswer } from './openai-answer.js';

/** A function that sends a body with the test token and checks the answer, error or stream against the published schemas. */
export function posterTo(path: string) {
  return async (gateway: { url: string }, body: unknown, headers: Record<string, string> = {}): Promise<Response> => {
    const answer = await request(gateway.url)
      .post(path)
      .set({ authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers })
      .send(typeof body === 'string' ? body : JSON.stringify(body));
    expectOpenAiAnswer({ path, status: answer.status, contentType: answer.type, text: answer.text });
    return answer;
  };
}
