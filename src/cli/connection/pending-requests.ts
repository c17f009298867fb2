import type { ResponseFrame } from '../../gateway-protocol/frames.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import { isFirstOfTwo } from './is-first-of-two.js';

interface Pending {
  resolve: (payload: unknown) => void;
  reject: (error: Error) => void;
  onAccepted: (payload: unknown) => void;
}

/** Requests that wait for an answer. */
export class PendingRequests {
  private readonly waiting = new Map<string, Pending>();
  private count = 0;

  /** An id that no other request of this connection has. */
  nextId(): string {
    return String(++this.count);
  }

  /** What the last answer under this id comes to. */
  answerTo(id: string, onAccepted: (payload: unknown) => void = () => undefined): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.waiting.set(id, { resolve, reject, onAccepted });
    return promise;
  }

  /** An answer under an id that nobody waits for is left alone. */
  settle(frame: ResponseFrame): void {
    const pending = this.waiting.get(frame.id);
    if (pending === undefined) return;
    if (frame.ok && isFirstOfTwo(frame.payload)) {
      pending.onAccepted(frame.payload);
      return;
    }
    this.waiting.delete(frame.id);
    if (frame.ok) pending.resolve(frame.payload);
    else pending.reject(new ProtocolError(frame.error));
  }

  /** No further answer will come. */
  failAll(error: Error): void {
    const failed = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of failed) reject(error);
  }
}
