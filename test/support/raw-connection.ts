import { type Socket, connect } from 'node:net';
import { once } from 'node:events';
import { testToken } from './create-test-app.js';
import { eventually } from './eventually.js';

/** A bare TCP connection to the gateway, for what clients hide: single reads, a slow reader, leaving at once. */
export class RawConnection {
  /** What each read of the socket gave. */
  readonly reads: string[] = [];
  /** Bytes received in all. */
  received = 0;
  closed = false;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.reads.push(text);
      this.received += text.length;
    });
    socket.on('close', () => (this.closed = true));
    // A reset is as good an end as any here.
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Opens a connection and sends a chat completion request with the test token. */
  static async chat(port: number, body: unknown, headers: Record<string, string> = {}): Promise<RawConnection> {
    const connection = await RawConnection.open(port);
    const json = Buffer.from(JSON.stringify(body));
    const all = {
      host: `127.0.0.1:${port}`,
      authorization: `Bearer ${testToken}`,
      'content-type': 'application/json',
      'content-length': String(json.length),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    connection.socket.write(`POST /v1/chat/completions HTTP/1.1\r\n${lines.join('')}\r\n`);
    connection.socket.write(json);
    return connection;
  }

  /** Everything received, as UTF-8. */
  get text(): string {
    return Buffer.from(this.reads.join(''), 'latin1').toString('utf8');
  }

  /** The body of an answer in HTTP chunks, as UTF-8. */
  get eventStream(): string {
    const body = this.reads.join('').split('\r\n\r\n').slice(1).join('\r\n\r\n');
    return Buffer.from(body.replace(/[0-9a-f]+\r\n([^\r]*)\r\n/g, '$1').trimEnd(), 'latin1').toString('utf8') + '\n\n';
  }

  /** Waits until the received text holds `part`. */
  async until(part: string): Promise<void> {
    await eventually(() => this.text.includes(part));
  }

  /** Stops reading, so that the sender has to wait once the buffers of the system are full. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Leaves without a word. */
  leave(): void {
    this.socket.destroy();
  }
}
