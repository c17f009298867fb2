import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface ReceivedFrame {
  id: string;
  method: string;
  params: Record<string, unknown>;
}

/** What a method does with a request; it answers with `answer` or `refuse`, or not at all. */
export type FakeHandler = (frame: ReceivedFrame, connection: FakeConnection) => void;

/** One client that has connected. */
export class FakeConnection {
  constructor(private readonly socket: WebSocket) {}

  answer(id: string, payload: unknown): void {
    this.send({ type: 'res', id, ok: true, payload });
  }

  refuse(id: string, error: Record<string, unknown>): void {
    this.send({ type: 'res', id, ok: false, error });
  }

  event(event: string, payload: unknown): void {
    this.send({ type: 'event', event, payload, seq: 1 });
  }

  /** As it is: text is sent unchanged. */
  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  close(code: number, reason = ''): void {
    this.socket.close(code, reason);
  }

  /** Without a word. */
  breakOff(): void {
    this.socket.terminate();
  }
}

/** A WebSocket server on 127.0.0.1 that speaks the Gateway protocol as far as a test tells it to. */
export class FakeGateway {
  readonly received: ReceivedFrame[] = [];
  /** Sent to everybody who connects, before anything else; undefined for nothing. */
  challenge: unknown = { type: 'event', event: 'connect.challenge', payload: { nonce: 'nonce', ts: 0 } };
  readonly methods: Record<string, FakeHandler> = {
    connect: ({ id }, connection) => connection.answer(id, fakeHello),
  };

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket) => {
      const connection = new FakeConnection(socket);
      if (this.challenge !== undefined) connection.send(this.challenge);
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as ReceivedFrame;
        this.received.push(frame);
        this.methods[frame.method]?.(frame, connection);
      });
    });
  }

  static async start(): Promise<FakeGateway> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new FakeGateway(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export const fakeHello = {
  type: 'hello-ok',
  protocol: 4,
  server: { version: '1.2.3', connId: 'connection' },
  auth: { method: 'token', role: 'operator', scopes: ['operator.read'] },
  policy: { tickIntervalMs: 30_000 },
};
