import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type WatchedEnd, withEnd } from './watched-end.js';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'providers');

export interface ReceivedRequest extends WatchedEnd {
  path: string;
  headers: IncomingHttpHeaders;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the body it looks into
  body: any;
}

export type RecordedAnswer = (response: ServerResponse) => void | Promise<void>;

/** A real HTTP server on 127.0.0.1 that gives recorded answers of any API, one per request, in order. */
export class RecordedUpstream {
  readonly requests: ReceivedRequest[] = [];
  /** Connections accepted so far. */
  connections = 0;
  /** Those of them that are still open. */
  openConnections = 0;
  private answers: RecordedAnswer[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RecordedUpstream> {
    const server = createServer();
    const upstream = new RecordedUpstream(server);
    server.on('connection', (socket) => {
      upstream.connections++;
      upstream.openConnections++;
      socket.once('close', () => upstream.openConnections--);
    });
    server.on('request', (request, response) => {
      upstream.receive(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  script(...answers: RecordedAnswer[]): this {
    this.answers.push(...answers);
    return this;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    this.requests.push(record(incoming, Buffer.concat(pieces).toString('utf8'), response));
    const answer = this.answers.shift() ?? unexpected;
    await answer(response);
  }
}

function record(incoming: IncomingMessage, raw: string, response: ServerResponse): ReceivedRequest {
  return withEnd({ path: incoming.url ?? '', headers: incoming.headers, body: JSON.parse(raw) }, response);
}

/** The text of a recorded answer, e.g. `anthropic/text.sse`. */
export function recording(name: string): string {
  return readFileSync(join(fixtures, name), 'utf8');
}

/** An event stream, sent whole or in pieces of `pieceBytes`. */
export function eventStream(text: string, pieceBytes = Infinity): RecordedAnswer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const bytes = Buffer.from(text);
    const step = Math.min(pieceBytes, bytes.length || 1);
    for (let from = 0; from < bytes.length; from += step) {
      response.write(bytes.subarray(from, from + step));
      if (step < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  };
}

/** The beginning of an event stream; then silence, with the connection open. */
export function openStream(text: string): RecordedAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    if (text !== '') response.write(text);
  };
}

/** The beginning of an event stream; then the connection breaks. */
export function brokenStream(text: string): RecordedAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(text, () => response.destroy());
  };
}

export function answer(status: number, body: string, headers: Record<string, string> = {}): RecordedAnswer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

const unexpected: RecordedAnswer = answer(418, '{}');

/** Takes the request and never answers. */
export const silence: RecordedAnswer = () => undefined;
