import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type WatchedEnd, withEnd } from './watched-end.js';

/** A chat completion request body, as far as tests look into it. */
export interface ReceivedBody {
  model: string;
  stream?: boolean;
  messages: ReceivedMessage[];
  tools?: { type: string; function: { name: string; description?: string; parameters?: unknown } }[];
  [field: string]: unknown;
}

export interface ReceivedMessage {
  role: string;
  content?: unknown;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
  name?: string;
}

export interface RecordedRequest extends WatchedEnd {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: ReceivedBody;
  /** The body as it came. */
  raw: string;
  /** The text of the system message, or the empty string. */
  systemText: string;
  /** The text of the last user message, or the empty string. */
  lastUserText: string;
}

export interface FakeUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens?: number;
  prompt_tokens_details?: { cached_tokens: number };
  completion_tokens_details?: { reasoning_tokens: number };
}

export const fakeUsage: FakeUsage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** How one request is answered. */
export type Answer = (exchange: FakeExchange) => void | Promise<void>;

/** One request and its answer, driven by hand: each method sends at once. */
export class FakeExchange {
  private constructor(
    readonly request: RecordedRequest,
    readonly response: ServerResponse,
  ) {}

  static async receive(incoming: IncomingMessage, response: ServerResponse): Promise<FakeExchange> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const raw = Buffer.concat(pieces).toString('utf8');
    const request = record(incoming, raw, response);
    return new FakeExchange(request, response);
  }

  /** Status and headers of an event stream; the sending methods do it by themselves. */
  start(headers: Record<string, string> = {}): this {
    if (!this.response.headersSent) {
      this.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
      this.response.flushHeaders();
    }
    return this;
  }

  /** Sends bytes as they are; resolves when they have left, so a client that does not read makes it wait. */
  async write(bytes: string | Uint8Array): Promise<void> {
    this.start();
    await new Promise<void>((resolve) => {
      this.response.once('close', resolve);
      this.response.write(bytes, () => {
        this.response.off('close', resolve);
        resolve();
      });
    });
  }

  /** One `data:` line; an object is sent as JSON. */
  event(data: unknown): Promise<void> {
    return this.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }

  delta(delta: Record<string, unknown>): Promise<void> {
    return this.event(this.chunk([{ index: 0, delta, finish_reason: null }]));
  }

  /** The last chunk of the choice, the usage chunk unless `usage` is null, `[DONE]`, and the end. */
  async finish(reason = 'stop', usage: FakeUsage | null = fakeUsage): Promise<void> {
    await this.event(this.chunk([{ index: 0, delta: {}, finish_reason: reason }]));
    if (usage) await this.event({ ...this.chunk([]), usage });
    await this.event('[DONE]');
    this.end();
  }

  json(body: unknown, status = 200, headers: Record<string, string> = {}): void {
    this.response.writeHead(status, { 'content-type': 'application/json', ...headers });
    this.response.end(JSON.stringify(body));
  }

  end(): void {
    this.response.end();
  }

  /** Breaks the connection off. */
  destroy(): void {
    this.response.destroy();
  }

  private chunk(choices: unknown[]): Record<string, unknown> {
    return {
      id: 'chatcmpl-fake',
      object: 'chat.completion.chunk',
      created: 0,
      model: this.request.body.model,
      choices,
    };
  }
}

function record(incoming: IncomingMessage, raw: string, response: ServerResponse): RecordedRequest {
  const body = parseBody(raw);
  const received = {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    raw,
    systemText: textOf(body.messages.find((message) => message.role === 'system')),
    lastUserText: textOf(body.messages.findLast((message) => message.role === 'user')),
  };
  return withEnd(received, response);
}

function parseBody(raw: string): ReceivedBody {
  const parsed = (raw === '' ? {} : JSON.parse(raw)) as Partial<ReceivedBody>;
  return { model: '', messages: [], ...parsed };
}

function textOf(message: ReceivedMessage | undefined): string {
  if (typeof message?.content === 'string') return message.content;
  if (!Array.isArray(message?.content)) return '';
  return (message.content as { text?: string }[]).map((part) => part.text ?? '').join('');
}
