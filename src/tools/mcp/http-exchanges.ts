import { Agent, fetch as undiciFetch } from 'undici';
import { linkedController } from '../../common/abort.js';
import { type JsonObject, isJsonObject } from '../../common/json.js';
import { userAgent } from '../../common/user-agent.js';
import { EventBounds } from './event-bounds.js';
import { longestMessageBytes } from './mcp-connector.port.js';

const longestErrorBytes = 64 * 1024;
/** Far more often than any server ends its stream of events; one that goes on so keeps the gateway busy with nothing. */
const maximumStreams = 1_000;
/** Answers to the server that it has not taken yet; what comes on top of them is not answered. */
const maximumAnswers = 16;

/** The library's types and the platform's describe the same objects, but do not know of each other. */
const fetchWithDispatcher = undiciFetch as unknown as (url: string | URL, init: object) => Promise<Response>;

export type RequestId = string | number;

/**
 * The `fetch` of one connection: says nothing of this host, bounds what comes back, and notices requests that will never
 * be answered, for which the SDK would wait. Redirects are the SDK's affair: it follows them within the origin only.
 */
export class HttpExchanges {
  /** The gateway has its own time limits, so undici's are off. */
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  private readonly unanswered = new Map<RequestId, AbortController>();
  private streams = 0;
  private answers = 0;
  /** Called for a request to which the server will send no answer. */
  onNoAnswer: (id: RequestId) => void = () => undefined;

  readonly fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const message = sentMessage(init);
    if (message === undefined) this.countStream(init);
    else this.cancelled(message);
    const id = message && requestId(message);
    if (id !== undefined) return this.sendRequest(id, url, init);
    if (message !== undefined && !('method' in message)) return this.sendAnswer(url, init);
    return this.send(url, init, () => undefined);
  };

  /** The answer of this request has come. */
  answered(id: RequestId): void {
    this.unanswered.delete(id);
  }

  async close(): Promise<void> {
    this.unanswered.clear();
    await this.agent.destroy();
  }

  private async sendRequest(id: RequestId, url: string | URL, init: RequestInit): Promise<Response> {
    const { controller, unlink } = linkedController(init.signal ?? new AbortController().signal);
    this.unanswered.set(id, controller);
    const onEnd = (resumable: boolean): void => {
      unlink();
      // The last piece is still on its way through the parser.
      setImmediate(() => {
        if (this.unanswered.delete(id) && !resumable) this.onNoAnswer(id);
      });
    };
    try {
      return await this.send(url, { ...init, signal: controller.signal }, onEnd);
    } catch (error) {
      unlink();
      this.unanswered.delete(id);
      throw error;
    }
  }

  private async sendAnswer(url: string | URL, init: RequestInit): Promise<Response> {
    if (this.answers >= maximumAnswers) throw new Error('it asks faster than it takes the answers');
    this.answers += 1;
    try {
      return await this.send(url, init, () => undefined);
    } finally {
      this.answers -= 1;
    }
  }

  private async send(url: string | URL, init: RequestInit, onEnd: (resumable: boolean) => void): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('user-agent')) headers.set('user-agent', userAgent);
    const response = await fetchWithDispatcher(url, { ...init, headers, dispatcher: this.agent });
    if (!response.ok) return bounded(response, new SizeLimit(longestErrorBytes), () => undefined);
    const isEventStream = response.headers.get('content-type')?.includes('text/event-stream') ?? false;
    const bounds = isEventStream ? new EventBounds(longestMessageBytes) : new SizeLimit(longestMessageBytes);
    return bounded(response, bounds, () => onEnd(bounds.hasIds));
  }

  /** The server has been told; that it may go on sending is of no use. */
  private cancelled({ method, params }: JsonObject): void {
    const id = isJsonObject(params) ? params['requestId'] : undefined;
    if (method !== 'notifications/cancelled' || !isRequestId(id)) return;
    const controller = this.unanswered.get(id);
    this.unanswered.delete(id);
    controller?.abort();
  }

  private countStream({ method }: RequestInit): void {
    if (method === 'GET') this.streams += 1;
    if (this.streams > maximumStreams) throw new Error('it ends its stream of events again and again');
  }
}

interface Bounds {
  hasIds: boolean;
  /** Throws when it is too much. */
  add(chunk: Uint8Array): void;
}

class SizeLimit implements Bounds {
  readonly hasIds = false;
  private total = 0;

  constructor(private readonly longest: number) {}

  add(chunk: Uint8Array): void {
    this.total += chunk.byteLength;
    if (this.total > this.longest) throw new Error(`it sent more than ${this.longest} bytes`);
  }
}

function bounded(response: Response, bounds: Bounds, onEnd: () => void): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) {
    onEnd();
    return response;
  }
  return new Response(watched(body.getReader(), bounds, onEnd), { status, statusText, headers });
}

/** `onEnd` is called once: at the end, when it breaks off or grows too large, or when nobody wants the rest. */
function watched(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  bounds: Bounds,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (!done) {
          bounds.add(value);
          controller.enqueue(value);
          return;
        }
        controller.close();
      } catch (error) {
        controller.error(error);
        // Of what is too large nothing more is wanted; what broke off has nothing more.
        reader.cancel().catch(() => undefined);
      }
      onEnd();
    },
    cancel: async (reason) => {
      onEnd();
      await reader.cancel(reason);
    },
  });
}

/** The JSON-RPC message in a POST. */
function sentMessage({ method, body }: RequestInit): JsonObject | undefined {
  if (method !== 'POST' || typeof body !== 'string') return undefined;
  const message: unknown = JSON.parse(body);
  return isJsonObject(message) ? message : undefined;
}

function requestId({ id, method }: JsonObject): RequestId | undefined {
  return typeof method === 'string' && isRequestId(id) ? id : undefined;
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' || typeof id === 'number';
}
