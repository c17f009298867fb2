import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

/** An answer over HTTP that ends as it is told to, and remembers its headers. */
export class ClientAnswer extends EventEmitter {
  readonly headers = new Map<string, unknown>();
  writableFinished = false;
  statusCode = 200;
  destroyed = false;

  setHeader(name: string, value: unknown): void {
    this.headers.set(name, value);
  }

  getHeader(name: string): unknown {
    return this.headers.get(name);
  }

  end(outcome: 'answered' | 'failed' | 'left'): void {
    this.writableFinished = outcome !== 'left';
    this.statusCode = outcome === 'failed' ? 502 : 200;
    this.destroyed = true;
    this.emit('close');
  }

  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}
