import { type ChatAnswer, readAnswer, says } from './chat.js';
import { testToken } from './create-test-app.js';

/** A request that an agent answers, at any of the endpoints that know calls again. */
export interface RepeatableEndpoint {
  path: string;
  body: Record<string, unknown>;
}

export const repeatableEndpoints: [string, RepeatableEndpoint][] = [
  ['a chat completion', { path: '/v1/chat/completions', body: { model: 'openclaw', messages: [says('hi')] } }],
  ['a response', { path: '/v1/responses', body: { model: 'openclaw', input: 'hi' } }],
  ['a response that is not kept', { path: '/v1/responses', body: { model: 'openclaw', input: 'hi', store: false } }],
];

export interface Asking {
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Sends the request of an endpoint with more fields and headers; resolves with the headers of the answer. */
export function open(
  url: string,
  { path, body }: RepeatableEndpoint,
  { body: more = {}, headers, signal }: Asking = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...body, ...more }),
    ...(signal ? { signal } : {}),
  });
}

/** As `open`, and reads the whole answer. */
export async function ask(url: string, endpoint: RepeatableEndpoint, asking: Asking = {}): Promise<ChatAnswer> {
  return readAnswer(await open(url, endpoint, asking));
}
