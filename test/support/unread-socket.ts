import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';

/** A socket of a client that reads only when told to. Messages, pings and the end of the connection are emitted by the test. */
export class UnreadSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isTerminated = false;
  isPaused = false;
  /** Each frame with its kind before it. */
  readonly sent: string[] = [];
  private readonly callbacks: (() => void)[] = [];

  /** As what the gateway takes it for. */
  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  send(data: Buffer, { binary }: { binary: boolean }, written: () => void): void {
    this.keep(binary ? 'binary' : 'text', data, written);
  }

  ping(data: Buffer, _mask: boolean, written: () => void): void {
    this.keep('ping', data, written);
  }

  pong(data: Buffer, _mask: boolean, written: () => void): void {
    this.keep('pong', data, written);
  }

  close(code: number, reason: string): void {
    this.sent.push(`close ${code} ${reason}`);
    this.readyState = 2;
  }

  pause(): void {
    this.isPaused = true;
  }

  terminate(): void {
    this.isTerminated = true;
  }

  /** All that the socket has is read. */
  read(): void {
    this.bufferedAmount = 0;
    for (const written of this.callbacks.splice(0)) written();
  }

  get kinds(): string[] {
    return this.sent.map((frame) => frame.slice(0, frame.indexOf(' ')));
  }

  private keep(kind: string, data: Buffer, written: () => void): void {
    this.sent.push(`${kind} ${data.toString()}`);
    this.bufferedAmount += data.length;
    this.callbacks.push(written);
  }
}
