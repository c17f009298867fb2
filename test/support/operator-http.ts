import { type ChatAnswer, chat, says } from './chat.js';
import { testToken } from './create-test-app.js';

/** Calls a path with the token of the test gateway and reads the JSON of the answer. */
export async function call(
  url: string,
  method: string,
  path: string,
  { headers, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<ChatAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${testToken}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** One turn in a kept session of the default agent. */
export function talk(url: string, session: string, words = 'hi', signal?: AbortSignal): Promise<ChatAnswer> {
  const headers = { 'x-openclaw-session-key': session };
  return chat(url, { messages: [says(words)] }, { headers, ...(signal ? { signal } : {}) });
}

/** The path of a session, by its key. */
export function sessionPath(key: string): string {
  return `/v1/sessions/${encodeURIComponent(key)}`;
}
