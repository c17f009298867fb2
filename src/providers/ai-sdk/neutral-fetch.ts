import { Agent, fetch as undiciFetch } from 'undici';
import type { Dispatcher } from 'undici';
import type { OutgoingRequest } from '../request-inspector.js';
import { toOutgoingRequest } from './to-outgoing-request.js';

type Fetch = typeof globalThis.fetch;

export interface NeutralFetchOptions {
  /** Takes the place of the SDK's own value, which names the runtime and its version. */
  userAgent: string;
  /** Called for every read of an answer's body. */
  onBytes: () => void;
  /** Asked about every request before it is sent; what it throws is thrown on. */
  inspect: ((request: Omit<OutgoingRequest, 'ownSecrets'>) => void) | undefined;
}

const userAgentHeader = 'user-agent';
const credentialHeaders = ['x-api-key', 'x-goog-api-key'];
/** Far above any real answer; a provider that sends more is broken or hostile. */
const longestAnswerBytes = 64 * 1024 * 1024;
const longestErrorBytes = 256 * 1024;

/** Connections for the SDK. The gateway has its own time limits, so undici's are off. */
export function createDispatcher(): Agent {
  return new Agent({ headersTimeout: 0, bodyTimeout: 0 });
}

/**
 * A `fetch` for the AI SDK whose requests say nothing of this host, follow no redirect (a credential must not travel),
 * and carry no empty credential.
 */
export function createNeutralFetch(dispatcher: Dispatcher, options: NeutralFetchOptions): Fetch {
  const neutralFetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = neutralHeaders(init.headers, options.userAgent);
    options.inspect?.(toOutgoingRequest(input, headers, init.body));
    const request = {
      ...init,
      headers,
      redirect: 'manual',
      dispatcher,
    };
    const response = await fetchWithDispatcher(input, request);
    if (!response.body) return response;
    return response.ok
      ? observed(response, response.body, longestAnswerBytes, options.onBytes)
      : observed(response, response.body, longestErrorBytes, () => undefined);
  };
  return neutralFetch;
}

/** The library's types and the platform's describe the same objects, but do not know of each other. */
const fetchWithDispatcher = undiciFetch as unknown as (input: unknown, init: object) => Promise<Response>;

function neutralHeaders(given: RequestInit['headers'], userAgent: string): Headers {
  const headers = new Headers(given);
  headers.set(userAgentHeader, userAgent);
  for (const name of credentialHeaders) if (headers.get(name) === '') headers.delete(name);
  return headers;
}

function observed(
  response: Response,
  body: ReadableStream<Uint8Array>,
  longestBytes: number,
  onBytes: () => void,
): Response {
  let total = 0;
  const observer = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onBytes();
      total += chunk.byteLength;
      if (total > longestBytes) controller.error(new Error(`The answer is longer than ${longestBytes} bytes.`));
      else controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(observer), { status: response.status, headers: response.headers });
}
