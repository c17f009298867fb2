import type { WebSocket } from 'ws';
import { closeCodes, closeReason } from '../gateway-protocol/close-codes.js';

/** How long a client that reads nothing may take to learn why it is cut off. Milliseconds. */
export const lastWordsMilliseconds = 1_000;

/** What a client that is answered at its own pace may leave unread before it is waited for; one more frame may come on top. */
const pacedBytes = 64 * 1024;

/** Sends frames to one client, and keeps no more for it than it may leave unread. */
export class FrameSender {
  private closing = false;

  /** `limit` in bytes. `terminateSoon` is asked to end the connection for good if the client does not. */
  constructor(
    private readonly socket: WebSocket,
    private readonly limit: () => number,
    private readonly terminateSoon: () => void,
  ) {}

  /** Whether the client is being got rid of: what it still asks for is not to be done. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** Closes the connection where the client has left more than the limit unread. */
  send(text: string): void {
    if (this.hasRoomFor(text)) this.socket.send(text);
  }

  /** Resolves when there is room for more: as fast as the client reads, or at once where it is gone. */
  async sendPaced(text: string): Promise<void> {
    if (this.closing || this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount <= pacedBytes) this.socket.send(text);
    else await new Promise<void>((resolve) => this.socket.send(text, () => resolve()));
  }

  /** Answers a ping, within the same limit. */
  pong(data: Buffer): void {
    if (this.hasRoomFor(data)) this.socket.pong(data);
  }

  /** What was sent before still goes out, as far as the client reads it. A reason that is too long is cut. */
  close(code: number, reason: string): void {
    if (this.closing) return;
    this.closing = true;
    this.socket.close(code, closeReason(reason));
    this.terminateSoon();
  }

  private hasRoomFor(data: string | Buffer): boolean {
    if (this.closing || this.socket.readyState !== this.socket.OPEN) return false;
    const unread = this.socket.bufferedAmount;
    if (unread === 0 || unread + Buffer.byteLength(data) <= this.limit()) return true;
    this.close(closeCodes.policyViolation, 'slow consumer');
    return false;
  }
}
