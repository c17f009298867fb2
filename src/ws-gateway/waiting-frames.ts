/** One frame for a client. The bytes are its own: nothing larger is kept in memory for them. */
export interface OutgoingFrame {
  readonly kind: 'text' | 'ping' | 'pong';
  readonly data: Buffer;
}

/**
 * Bytes that a frame costs beyond what it carries, while it waits here or in its socket: its buffers and their places in lists.
 * On Node 24 some 520 of them are the engine's, and the rest what is allocated beside it.
 */
export const frameOverhead = 704;

/** Bytes of memory that a frame takes. */
export function costOf({ data }: OutgoingFrame): number {
  return data.length + frameOverhead;
}

/**
 * Bytes of a limit that are not for frames. ws puts the heads of frames into slabs of Node's pool, whose memory stays as long as one
 * of them does: those of the frame that is unread, and those of all that are handed over behind it. Of a small limit it is an
 * eighth, since something has to be left for the frames.
 */
export function reservedOf(limit: number): number {
  return Math.min(2 * Buffer.poolSize, Math.floor(limit / 8));
}

/** Frames for a client that has not read what was sent before, in their order, and what they cost. */
export class WaitingFrames {
  private frames: OutgoingFrame[] = [];
  private total = 0;

  get isEmpty(): boolean {
    return this.frames.length === 0;
  }

  /** Bytes of memory. */
  get cost(): number {
    return this.total;
  }

  add(frame: OutgoingFrame): void {
    this.frames.push(frame);
    this.total += costOf(frame);
  }

  /** As `add`, but in the place of a frame of the same kind, where there is one. */
  replace(frame: OutgoingFrame): void {
    const index = this.frames.findIndex(({ kind }) => kind === frame.kind);
    for (const earlier of index < 0 ? [] : this.frames.splice(index, 1)) this.total -= costOf(earlier);
    this.add(frame);
  }

  /** Returns all of them, and keeps none. */
  take(): readonly OutgoingFrame[] {
    const { frames } = this;
    this.frames = [];
    this.total = 0;
    return frames;
  }
}

/** A copy that is no part of a larger buffer, as those are that Node makes for short texts or reads from a socket. */
export function ownBytes(data: string | Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(Buffer.byteLength(data));
  if (typeof data === 'string') own.write(data);
  else data.copy(own);
  return own;
}
