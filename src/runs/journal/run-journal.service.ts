import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { RunEvent } from '../run-event.js';
import { RunLog } from './run-log.js';
import type { RunOrigin } from './run-record.js';

/** Runs that are over and remembered, and characters that all logs together may take. */
const limits = { finishedRuns: 200, characters: 8_000_000 };

/** Is told what a run says, right when it says it. Must not throw, and must not wait. */
export type RunListener = (log: RunLog, events: readonly RunEvent[]) => void;

/** Writes down what every run says, so that others than its caller can watch it, also from its beginning and after its end. */
@Injectable()
export class RunJournal {
  private readonly logger = new Logger(RunJournal.name);
  /** In the order in which the runs began. */
  private readonly logs = new Map<string, RunLog>();
  /** In the order in which they ended; what they take is counted along, because runs end often. */
  private readonly finished = new Set<RunLog>();
  private finishedCharacters = 0;
  private readonly listeners = new Set<RunListener>();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** Begins the log of a run. What it returns is to be told every event, the last one included. */
  open(origin: RunOrigin): (events: readonly RunEvent[]) => void {
    const log = new RunLog(origin, this.clock.now());
    this.logs.set(origin.id, log);
    return (events) => {
      log.append(events, this.clock.now());
      for (const listener of this.listeners) this.tell(listener, log, events);
      if (log.hasEnded) this.end(log);
    };
  }

  /** Undefined for a run that never was, or is forgotten. */
  find(id: string): RunLog | undefined {
    return this.logs.get(id);
  }

  /** Of a run that is over. Whoever is reading it reads on. */
  forget(id: string): void {
    const log = this.logs.get(id);
    if (log && this.finished.has(log)) this.forgetFinished(log);
  }

  /** The newest first. */
  list(): RunLog[] {
    return [...this.logs.values()].reverse();
  }

  /** Those that are not over, the newest first. */
  active(): RunLog[] {
    return this.list().filter((log) => !log.hasEnded);
  }

  /** Returns what ends it. */
  onEvents(listener: RunListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(listener: RunListener, log: RunLog, events: readonly RunEvent[]): void {
    try {
      listener(log, events);
    } catch (error) {
      this.logger.error(error);
    }
  }

  /** Runs under way are always remembered. */
  private end(log: RunLog): void {
    this.finished.add(log);
    this.finishedCharacters += log.characters;
    for (const oldest of this.finished) {
      if (this.finished.size <= limits.finishedRuns && this.finishedCharacters <= limits.characters) return;
      this.forgetFinished(oldest);
    }
  }

  private forgetFinished(log: RunLog): void {
    this.finished.delete(log);
    this.logs.delete(log.id);
    this.finishedCharacters -= log.characters;
  }
}
