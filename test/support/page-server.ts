import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server that counts who knocks. Without an answer of its own it says `inside`. */
export class PageServer {
  /** Connections, whether or not anything was asked over them. */
  knocks = 0;
  /** Connections that are open now. */
  open = 0;
  /** `GET /path` of each request. */
  readonly requests: string[] = [];
  readonly headers: NodeJS.Dict<string | string[]>[] = [];
  answer: RequestListener = (_request, response) => response.end('inside');

  private readonly server = createServer((request, response) => {
    this.requests.push(`${request.method} ${request.url}`);
    this.headers.push(request.headers);
    this.answer(request, response);
  });

  private constructor() {
    this.server.on('connection', (socket) => {
      this.knocks++;
      this.open++;
      socket.once('close', () => this.open--);
    });
  }

  /** Rejects where the machine has no such address. */
  static async start(host = '127.0.0.1', port = 0): Promise<PageServer> {
    const sut = new PageServer();
    await new Promise<void>((resolve, reject) => {
      sut.server.once('error', reject);
      sut.server.listen(port, host, resolve);
    });
    return sut;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
