import request, { type Response } from 'supertest';
import { baseConfig, testToken } from './create-test-app.js';
import { expectOpenAiAnswer } from './openai-answer.js';
import { type ResponseEvent, readResponseStream } from './response-stream.js';

const path = '/v1/responses';

/** The gateway section of a configuration that serves responses besides chat completions. */
export function servingResponses(
  endpoint: Record<string, unknown> = {},
  http: Record<string, unknown> = {},
): Record<string, unknown> {
  const { endpoints } = baseConfig.gateway.http;
  return { http: { endpoints: { ...endpoints, responses: { enabled: true, ...endpoint } }, ...http } };
}

/** Sends a body with the test token and checks the answer, error or stream against both published schemas. */
export async function postResponse(
  gateway: { url: string },
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const answer = await request(gateway.url)
    .post(path)
    .set({ authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers })
    .send(typeof body === 'string' ? body : JSON.stringify(body));
  expectOpenAiAnswer({ path, status: answer.status, contentType: answer.type, text: answer.text });
  return answer;
}

/** As `postResponse`, streamed; the events without `[DONE]`. */
export async function streamResponse(
  gateway: { url: string },
  body: Record<string, unknown>,
): Promise<ResponseEvent[]> {
  return readResponseStream((await postResponse(gateway, { ...body, stream: true })).text);
}

/** The text of the last event, which holds the whole response. */
export function endOf(events: readonly ResponseEvent[]): NonNullable<ResponseEvent['response']> {
  const response = events.at(-1)?.response;
  if (!response) throw new Error('The stream does not end with a response.');
  return response;
}
