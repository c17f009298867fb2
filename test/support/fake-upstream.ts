import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from './fake-answers.js';
import { embeddings } from './fake-embeddings.js';
import { FakeExchange } from './fake-exchange.js';
import type { Answer, RecordedRequest } from './fake-exchange.js';

/**
 * A real HTTP server on 127.0.0.1 that imitates an OpenAI-compatible provider. The answers for its script are in
 * fake-answers.ts; an answer of your own is a function over the exchange.
 *
 * ```ts
 * const upstream = await FakeUpstream.start();
 * upstream.script(toolCall('session_status', {}), text('hello'));   // one answer per request, in order
 * upstream.handler = (request) => text(`you said ${request.lastUserText}`);   // when the script is used up
 * const exchange = upstream.manual();                                // or drive one answer by hand:
 * (await exchange).delta({ content: 'he' });
 * expect(upstream.requests[0].body.messages).toEqual([…]);
 * await upstream.close();
 * ```
 * Without script and handler every completion is `ok`. `GET /v1/models` lists `models`. Requests for
 * embeddings are kept apart in `embeddingRequests`; `embeddingAnswers` are used up first, then each is `embeddings()`.
 */
export class FakeUpstream {
  /** Every chat completion request, in the order of arrival. */
  readonly requests: RecordedRequest[] = [];
  /** Every request for embeddings, in the order of arrival. */
  readonly embeddingRequests: RecordedRequest[] = [];
  /** Answers to requests for embeddings; each is used once. */
  readonly embeddingAnswers: Answer[] = [];
  /** Paths of all requests, `/v1/models` and unknown ones included. */
  readonly paths: string[] = [];
  /** Answers what the script does not. */
  handler: (request: RecordedRequest) => Answer = () => text('ok');
  models: unknown[] = [{ id: 'test-model', object: 'model', created: 0, owned_by: 'test' }];
  /** Connections accepted so far; a keep-alive client needs few. */
  connections = 0;

  private answers: Answer[] = [];
  private arrivals: (() => void)[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeUpstream> {
    const server = createServer();
    const upstream = new FakeUpstream(server);
    server.on('connection', () => upstream.connections++);
    server.on('request', (request, response) => {
      // A rejected answer shows as a broken connection, and so in the test.
      upstream.receive(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  get lastRequest(): RecordedRequest {
    const last = this.requests.at(-1);
    if (!last) throw new Error('the fake upstream has received no chat completion request');
    return last;
  }

  /** Adds answers to the end of the script; each is used once. */
  script(...answers: Answer[]): this {
    this.answers.push(...answers);
    return this;
  }

  /** Adds a hand-driven answer to the script; resolves with its exchange when the request has arrived. */
  manual(): Promise<FakeExchange> {
    return new Promise((resolve) => this.script((exchange) => resolve(exchange)));
  }

  /** Resolves when `count` chat completion requests have arrived in all. */
  async received(count: number): Promise<RecordedRequest> {
    for (;;) {
      const request = this.requests.at(count - 1);
      if (request) return request;
      await new Promise<void>((resolve) => this.arrivals.push(resolve));
    }
  }

  /** Forgets script, handler and requests. */
  reset(): void {
    this.answers = [];
    this.requests.length = 0;
    this.embeddingAnswers.length = 0;
    this.embeddingRequests.length = 0;
    this.paths.length = 0;
    this.handler = () => text('ok');
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.paths.push(request.url ?? '');
    const [path] = (request.url ?? '').split('?');
    const exchange = await FakeExchange.receive(request, response);
    if (path.endsWith('/models')) {
      exchange.json({ object: 'list', data: this.models });
      return;
    }
    if (path.endsWith('/embeddings')) {
      this.embeddingRequests.push(exchange.request);
      await (this.embeddingAnswers.shift() ?? embeddings())(exchange);
      return;
    }
    if (!path.endsWith('/chat/completions')) {
      exchange.json({ error: { message: `no such path: ${path}` } }, 404);
      return;
    }
    this.requests.push(exchange.request);
    this.arrivals.splice(0).forEach((arrived) => arrived());
    const answer = this.answers.shift() ?? this.handler(exchange.request);
    await answer(exchange);
  }
}
