import type { RunEvent } from '../run-event.js';
import { RunAbortedError, RunCancelledError } from '../runs.errors.js';
import type { RunOrigin, RunProgress, RunRecord } from './run-record.js';

/** Characters that the events of one run may take; beyond it the oldest half is forgotten, unless the run is durable. */
const maxCharacters = 4_000_000;

/** A stretch of a log; `first` is the index of its first event, counted from 0 over the run. */
export interface LogStretch {
  first: number;
  events: readonly RunEvent[];
}

/** All that a run said, in order: it only ever grows at its end. A reader names the index from which on it wants the events. */
export class RunLog {
  private events: RunEvent[] = [];
  private forgotten = 0;
  private readonly progress: RunProgress;
  private readonly waiting = new Set<() => void>();
  /** About how much memory the events take. */
  characters = 0;

  constructor(
    private readonly origin: RunOrigin,
    createdAt: number,
  ) {
    this.progress = { status: 'queued', createdAt };
  }

  get record(): RunRecord {
    return { ...this.origin, ...this.progress };
  }

  get id(): string {
    return this.origin.id;
  }

  get hasEnded(): boolean {
    return this.progress.endedAt !== undefined;
  }

  /** Index of the next event. */
  get end(): number {
    return this.forgotten + this.events.length;
  }

  /** `now` in milliseconds since the epoch. */
  append(events: readonly RunEvent[], now: number): void {
    for (const event of events) {
      this.events.push(event);
      this.characters += sizeOf(event);
      this.note(event, now);
    }
    if (this.characters > maxCharacters && !this.origin.durable) this.forgetOldest();
    this.wake();
  }

  /** What there is from `from` on. It begins later where the events at `from` have been forgotten. */
  read(from: number): LogStretch {
    const first = Math.max(from, this.forgotten);
    return { first, events: this.events.slice(first - this.forgotten) };
  }

  /** From `from` on to the last event, as they come. Ends early, without an error, when the signal aborts. */
  async *follow(from: number, signal: AbortSignal): AsyncGenerator<LogStretch, void> {
    for (let next = from; !signal.aborted;) {
      const stretch = this.read(next);
      if (stretch.events.length > 0) {
        next = stretch.first + stretch.events.length;
        yield stretch;
      } else if (this.hasEnded) return;
      else await this.more(signal);
    }
  }

  /** Resolves when the run is over, or the signal aborts. */
  async untilEnd(signal: AbortSignal): Promise<void> {
    while (!this.hasEnded && !signal.aborted) await this.more(signal);
  }

  private note(event: RunEvent, now: number): void {
    const { progress } = this;
    if (progress.status === 'queued') Object.assign(progress, { status: 'running', startedAt: now });
    if (event.type === 'run-end') {
      const { finishReason, usage, model } = event;
      Object.assign(progress, { status: 'completed', endedAt: now, finishReason, usage, model });
    }
    if (event.type === 'run-error') {
      const { error } = event;
      const isCancelled = error instanceof RunAbortedError || error instanceof RunCancelledError;
      Object.assign(progress, { status: isCancelled ? 'cancelled' : 'failed', endedAt: now, error });
    }
  }

  private forgetOldest(): void {
    const gone = this.events.splice(0, Math.ceil(this.events.length / 2));
    this.forgotten += gone.length;
    this.characters -= gone.reduce((sum, event) => sum + sizeOf(event), 0);
  }

  private more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.waiting.add(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }

  private wake(): void {
    for (const go of this.waiting) go();
  }
}

/** Characters of an event's own text, and what an object takes besides. */
function sizeOf(event: RunEvent): number {
  const object = 64;
  switch (event.type) {
    case 'text-delta':
    case 'refusal-delta':
    case 'reasoning-delta':
    case 'tool-progress':
      return object + event.text.length;
    case 'tool-start':
      return object + event.arguments.length;
    case 'tool-end':
      return object + event.result.length;
    case 'client-tool-call-delta':
      return object + event.argumentsDelta.length;
    case 'model-start':
    case 'client-tool-call-start':
    case 'run-end':
    case 'run-error':
      return object;
  }
}
