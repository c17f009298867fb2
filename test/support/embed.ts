import type { ChatAnswer, ChatOptions } from './chat.js';
import { testToken } from './create-test-app.js';

/** Asks for embeddings, by default of the word "hi" by the default agent. */
export async function embed(
  url: string,
  body: Record<string, unknown> = {},
  { headers, signal }: ChatOptions = {},
): Promise<ChatAnswer> {
  const sent = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers };
  const response = await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
    body: JSON.stringify({ model: 'openclaw', input: 'hi', ...body }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}
