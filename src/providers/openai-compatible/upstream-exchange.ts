import type { Dispatcher } from 'undici';
import type { Clock, Timer } from '../../common/clock.js';

/** Bytes that may wait for the consumer before the upstream is paused. */
const waitingLimit = 64 * 1024;
/** What may still come after the end of an answer before its connection is given up instead of kept. */
const tailLimit = { bytes: 64 * 1024, milliseconds: 1_000 };
const endlessAnswer = 'the answer went on after its end';

export interface ResponseHead {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/**
 * One HTTP request and its answer, read piece by piece; at most one reader waits at a time. All that has arrived is
 * given at once, and the upstream is paused while too much waits to be read.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private responseHead: ResponseHead | undefined;
  private chunks: Buffer[] = [];
  private waitingBytes = 0;
  private ended = false;
  private discarding = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private tailTimer: Timer | undefined;

  constructor(private readonly clock: Clock) {}

  /** Status and headers; rejects with the connection's error, or the one given to `abort`. */
  async head(): Promise<ResponseHead> {
    for (;;) {
      if (this.failure) throw this.failure;
      if (this.responseHead) return this.responseHead;
      await this.change();
    }
  }

  /** All bytes that have arrived, at least one; null at the end of the body. Rejects as `head` does. */
  async read(): Promise<Buffer[] | null> {
    while (this.chunks.length === 0) {
      if (this.failure) throw this.failure;
      if (this.ended) return null;
      await this.change();
    }
    const chunks = this.chunks;
    this.chunks = [];
    this.waitingBytes = 0;
    if (this.controller?.paused) this.controller.resume();
    return chunks;
  }

  /** Closes the connection at once; whoever waits is told `reason`. */
  abort(reason: Error): void {
    if (this.ended || this.failure) return;
    this.failure = reason;
    this.chunks = [];
    this.controller?.abort(reason);
    this.changed();
  }

  /** Nobody reads on. The connection is kept for the next request if the answer's end comes soon. */
  release(): void {
    if (this.ended || this.failure) return;
    this.discarding = true;
    this.chunks = [];
    this.waitingBytes = 0;
    if (this.controller?.paused) this.controller.resume();
    this.tailTimer = this.clock.setTimer(tailLimit.milliseconds, () => this.abort(new Error(endlessAnswer)));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.failure) controller.abort(this.failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ResponseHead['headers']): void {
    if (status < 200) return;
    this.responseHead = { status, headers };
    this.changed();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.waitingBytes += chunk.length;
    if (this.discarding) {
      if (this.waitingBytes > tailLimit.bytes) this.abort(new Error(endlessAnswer));
      return;
    }
    this.chunks.push(chunk);
    if (this.waitingBytes > waitingLimit && !controller.paused) controller.pause();
    this.changed();
  }

  onResponseEnd(): void {
    this.ended = true;
    this.tailTimer?.cancel();
    this.changed();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.failure ??= error;
    this.tailTimer?.cancel();
    this.changed();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private changed(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}
