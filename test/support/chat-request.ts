import request, { type Response } from 'supertest';
import { type Chunk, joinChunks } from './chat-stream.js';
import { testToken } from './create-test-app.js';
import { eventData, expectOpenAiAnswer } from './openai-answer.js';

const path = '/v1/chat/completions';

/** A request body with one user message, and whatever else the test is about. */
export function ask(text: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'openclaw', messages: [{ role: 'user', content: text }], ...fields };
}

/** Sends a body with the test token and checks the answer, error or stream against OpenAI's schemas. */
export async function postChat(
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

/** The events of a stream without `[DONE]`. */
export function chunksOf(text: string): Chunk[] {
  return eventData(text)
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as Chunk);
}

/** The joined content deltas of a stream. */
export function streamedText(text: string): string {
  return joinChunks(chunksOf(text)).content;
}
