import { testToken } from './create-test-app.js';

export interface ChatAnswer {
  status: number;
  headers: Headers;
  /** The body as it came. */
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the answer it looks into
  json: any;
}

export interface ChatOptions {
  /** On top of the content type and the token of the test gateway; an empty value leaves a header out. */
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Sends one chat completion, by default the word "hi" to the default agent, and reads the whole answer. */
export async function chat(
  url: string,
  body: Record<string, unknown> = {},
  options?: ChatOptions,
): Promise<ChatAnswer> {
  return readAnswer(await openChat(url, body, options));
}

/** As `chat`, but resolves with the headers; the body is for the caller to read. */
export function openChat(
  url: string,
  body: Record<string, unknown> = {},
  { headers, signal }: ChatOptions = {},
): Promise<Response> {
  const sent = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers };
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
    body: JSON.stringify({ model: 'openclaw', messages: [says('hi')], ...body }),
    ...(signal ? { signal } : {}),
  });
}

/** `GET`s a path with the token of the test gateway. */
export async function get(url: string, path: string, headers: Record<string, string> = {}): Promise<ChatAnswer> {
  return readAnswer(await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${testToken}`, ...headers } }));
}

export async function readAnswer(response: Response): Promise<ChatAnswer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** A user message. */
export function says(content: string): { role: 'user'; content: string } {
  return { role: 'user', content };
}
