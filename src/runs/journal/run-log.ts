import type { RunEvent } from '../run-event.js';
import { isCancellation } from '../runs.errors.js';
import { KeptError, failureOf } from './kept-error.js';
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
  private readonly waiting = new Set<() => void>();
  private current: RunRecord;
  /** About how much memory the events take. */
  characters = 0;

  constructor(origin: RunOrigin, createdAt: number) {
    this.current = { ...origin, status: 'queued', createdAt };
  }

  /** What is known of the run now; what became of it later is in another record. */
  get record(): RunRecord {
    return this.current;
  }

  get id(): string {
    return this.current.id;
  }

  get hasEnded(): boolean {
    return this.current.endedAt !== undefined;
  }

  /** Index of the next event. */
  get end(): number {
    return this.forgotten + this.events.length;
  }

  /** `now` in milliseconds since the epoch. */
  append(events: readonly RunEvent[], now: number): void {
    for (const event of events.map(withoutCause)) {
      this.events.push(event);
      this.characters += sizeOf(event);
      this.note(event, now);
    }
    while (this.characters > maxCharacters && !this.current.durable) this.forgetOldest();
    this.wake();
  }

  /** What there is from `from` on, `most` events of it. It begins later where the events at `from` have been forgotten. */
  read(from: number, most = Infinity): LogStretch {
    const first = Math.max(from, this.forgotten);
    const start = first - this.forgotten;
    return { first, events: this.events.slice(start, start + most) };
  }

  /** As `read`, but waits for an event where there is none yet. Undefined after the last one, and when the signal aborts. */
  async next(from: number, signal: AbortSignal, most = Infinity): Promise<LogStretch | undefined> {
    while (!signal.aborted) {
      const stretch = this.read(from, most);
      if (stretch.events.length > 0) return stretch;
      if (this.hasEnded) return undefined;
      await this.more(signal);
    }
    return undefined;
  }

  /** Resolves when the run is over, or the signal aborts. */
  async untilEnd(signal: AbortSignal): Promise<void> {
    while (!this.hasEnded && !signal.aborted) await this.more(signal);
  }

  private note(event: RunEvent, now: number): void {
    // A run that is stopped in the queue has never begun.
    if (this.current.status === 'queued' && event.type !== 'run-error') {
      this.become({ status: 'running', startedAt: now });
    }
    if (event.type === 'run-end') {
      const { finishReason, usage, model } = event;
      this.become({ status: 'completed', endedAt: now, finishReason, usage, model });
    }
    if (event.type === 'run-error') {
      const { error } = event;
      this.become({ status: isCancellation(error) ? 'cancelled' : 'failed', endedAt: now, error });
    }
  }

  private become(progress: Partial<RunProgress>): void {
    this.current = { ...this.current, ...progress };
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

/** The log outlives its run for long, and is not to keep what the run's error refers to. */
function withoutCause(event: RunEvent): RunEvent {
  return event.type === 'run-error' ? { ...event, error: new KeptError(failureOf(event.error)) } : event;
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
