import type { WebSocket } from 'ws';
import { closeCodes, closeReason } from '../gateway-protocol/close-codes.js';
import { costOf, frameOverhead, type OutgoingFrame, ownBytes, reservedOf, WaitingFrames } from './waiting-frames.js';

/** How long a client that reads nothing may take to learn why it is cut off. Milliseconds. */
export const lastWordsMilliseconds = 1_000;

/**
 * What a client that is answered at its own pace may leave unread before it is waited for; one more frame may come on top. None of
 * it counts for the limit: that the client has not read it yet is no fault.
 */
const pacedBytes = 64 * 1024;

/** What the senders of all clients share. */
export interface FrameSenderServices {
  /** Bytes of memory that a client may cost by not reading. */
  limit(): number;
  /** Is asked to end the connection for good if the client does not. */
  terminateSoon(socket: WebSocket): void;
}

interface HandOverOptions {
  /** What it counts for the limit. */
  cost?: number;
  then?: () => void;
}

/**
 * Sends frames to one client, and keeps no more for it than it may leave unread. What waits does so here, where it costs what it
 * is counted for; a socket would keep the text beside its bytes, and other memory that happens to lie beside the frame's head.
 */
export class FrameSender {
  private readonly waiting = new WaitingFrames();
  /** Frames that the socket has not said to be through with, and what they cost but for those that went at the client's pace. */
  private handedOver = 0;
  private handedOverCost = 0;
  private isPaced = false;
  private closing = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly services: FrameSenderServices,
  ) {}

  /** Whether the client is being got rid of: what it still asks for is not to be done. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** Whether the client is sent things at its own pace, and has not read all that it was sent. */
  get isBehind(): boolean {
    return this.isPaced && this.handedOver > 0;
  }

  /** Closes the connection where the client has left more than the limit unread; what it was not yet sent is then dropped. */
  send(text: string): void {
    this.offer('text', text);
  }

  /** Asks whether the client is there, within the same limit. */
  ping(): void {
    this.offer('ping', '');
  }

  /** Resolves when there is room for more: as fast as the client reads, or at once where it is gone. */
  async sendPaced(text: string): Promise<void> {
    if (this.closing || !this.isOpen) return;
    this.isPaced = true;
    const frame = { kind: 'text', data: Buffer.from(text) } as const;
    if (this.unread <= pacedBytes) this.handOver(frame, { cost: 0 });
    else await new Promise<void>((resolve) => this.handOver(frame, { cost: 0, then: resolve }));
  }

  /**
   * Answers a ping, within the same limit. One that has to wait at the client's pace takes the place of an earlier one that does:
   * of several pings only the last has to be answered (RFC 6455, 5.5.3).
   */
  pong(data: Buffer): void {
    if (this.isBehind && this.isOpen) this.waiting.replace({ kind: 'pong', data: ownBytes(data) });
    else this.offer('pong', data);
  }

  /** What was sent before still goes out, as far as the client reads it. A reason that is too long is cut. */
  close(code: number, reason: string): void {
    if (this.closing) return;
    this.closing = true;
    this.handOverAll();
    this.socket.close(code, closeReason(reason));
    this.services.terminateSoon(this.socket);
  }

  /** A frame goes out at once where nothing is unread, whatever its size. */
  private offer(kind: OutgoingFrame['kind'], data: string | Buffer): void {
    if (this.closing || !this.isOpen) return;
    if (this.waiting.isEmpty && this.socket.bufferedAmount === 0) this.handOver({ kind, data: Buffer.from(data) });
    else if (this.hasRoomFor(Buffer.byteLength(data))) this.waiting.add({ kind, data: ownBytes(data) });
    else this.cutOff();
  }

  /** Drops what waits: the client has missed a frame in any case, and would cost as much for another while. */
  private cutOff(): void {
    this.waiting.take();
    this.close(closeCodes.policyViolation, 'slow consumer');
  }

  private get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Bytes of memory that what the socket has takes; of short frames that is many times what they carry. */
  private get unread(): number {
    return this.socket.bufferedAmount + this.handedOver * frameOverhead;
  }

  private hasRoomFor(bytes: number): boolean {
    const limit = this.services.limit();
    return this.handedOverCost + this.waiting.cost + bytes + frameOverhead <= limit - reservedOf(limit);
  }

  private handOverAll(): void {
    for (const frame of this.waiting.take()) if (this.isOpen) this.handOver(frame);
  }

  private handOver(frame: OutgoingFrame, { cost = costOf(frame), then }: HandOverOptions = {}): void {
    const { kind, data } = frame;
    this.handedOver += 1;
    this.handedOverCost += cost;
    const onWritten = (): void => {
      this.written(cost);
      then?.();
    };
    switch (kind) {
      case 'text':
        this.socket.send(data, { binary: false }, onWritten);
        return;
      case 'ping':
        this.socket.ping(data, false, onWritten);
        return;
      case 'pong':
        this.socket.pong(data, false, onWritten);
    }
  }

  /** Also where a frame could not be written, because the connection is gone: then nothing else can be either. */
  private written(cost: number): void {
    this.handedOver -= 1;
    this.handedOverCost -= cost;
    if (this.handedOver === 0) this.handOverAll();
  }
}
