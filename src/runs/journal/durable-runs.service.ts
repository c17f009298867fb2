import { Inject, Injectable, Logger } from '@nestjs/common';
import { portions } from '../../common/portions.js';
import type { RunEvent } from '../run-event.js';
import { AfterSideEffectError, RunAbortedError, RunArchiveError, RunLostError, abortedCode } from '../runs.errors.js';
import type { StartedRun } from '../started-run.js';
import { readInBackground } from './read-in-background.js';
import { RunArchive } from './run-archive.port.js';
import { RunJournal } from './run-journal.service.js';
import type { RunLog } from './run-log.js';
import type { RunStatus } from './run-record.js';

/** What a run says, from its first word on. */
export interface ToldRun {
  /** Ends with exactly one terminal event and never throws. */
  events: AsyncIterable<RunEvent[]>;
  /** Milliseconds since the epoch, once the terminal event was read; undefined where the gateway ended before the run did. */
  endedAt: () => number | undefined;
}

/**
 * What a run has come to, for whoever wants to hear it again. `cut`: it is under way, but how it began is no longer known.
 * `aborted`: its caller left. `lost`: the gateway ended before the run did, or what it said is no longer known.
 */
export type RunStanding = 'under-way' | 'cut' | 'completed' | 'failed' | 'aborted' | 'lost';

/** What a run has said so far. */
export interface RunSnapshot {
  status: RunStatus;
  events: readonly RunEvent[];
  endedAt: number | undefined;
}

/**
 * Runs whose whole story is on disk before anybody hears its end, and can be told again from then on. For runs with
 * `RunRequest.durable`; the caller keeps on disk that such a run has begun.
 */
@Injectable()
export class DurableRuns {
  private readonly logger = new Logger(DurableRuns.name);
  /** Runs that are over, and whether they got to the disk. */
  private readonly written = new WeakMap<RunLog, Promise<void>>();
  /** Those on their way there. */
  private readonly ending = new Map<string, Promise<void>>();
  private readonly keptListeners: ((bytes: number) => void)[] = [];

  constructor(
    private readonly journal: RunJournal,
    @Inject(RunArchive) private readonly archive: RunArchive,
  ) {}

  /** The same run, put on disk before its last events are given. To read it is to run it; to stop reading is to abort it. */
  keep(run: StartedRun): ToldRun {
    let log: RunLog | undefined;
    return { events: this.kept(run, (opened) => (log = opened)), endedAt: () => log?.record.endedAt };
  }

  /** The same run, read to its end whether anybody listens or not; the signal ends the telling. Call it once for each run. */
  detached(run: StartedRun, signal: AbortSignal): Promise<ToldRun> {
    readInBackground(run.id, this.keep(run).events[Symbol.asyncIterator](), this.logger);
    return this.tell(run.id, signal);
  }

  /** Waits for the disk where the run is over. Rejects with `RunArchiveError` where the archive cannot be read. */
  async standing(id: string): Promise<RunStanding> {
    const log = this.journal.find(id);
    if (!log) {
      const { status, events } = await this.fromArchive(id);
      return standingOf(status, events.at(-1));
    }
    const { first, events } = log.read(0);
    if (!log.hasEnded) return first > 0 ? 'cut' : 'under-way';
    if (first > 0) return 'lost';
    const told = await this.ended(log, [...events]);
    return standingOf(log.record.status, told.at(-1));
  }

  /** The run once more, while it goes on or later. The signal ends the telling, not the run. */
  async tell(id: string, signal: AbortSignal): Promise<ToldRun> {
    const log = this.journal.find(id);
    if (log) return { events: this.follow(log, signal), endedAt: () => log.record.endedAt };
    const { events, endedAt } = await this.fromArchive(id);
    return { events: only([...events]), endedAt: () => endedAt };
  }

  /** Rejects with `RunArchiveError` where the archive cannot be read. */
  async snapshot(id: string): Promise<RunSnapshot> {
    const log = this.journal.find(id);
    if (!log) return this.fromArchive(id);
    if (log.hasEnded) await this.put(log);
    const { status, endedAt } = log.record;
    return { status, events: log.read(0).events, endedAt };
  }

  /** The listener is told of each run that has come to the disk about how many bytes it takes there, for as long as the gateway runs. */
  onKept(listener: (bytes: number) => void): void {
    this.keptListeners.push(listener);
  }

  /** About how many bytes these runs take on disk. */
  async sizes(ids: readonly string[]): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for (const portion of portions(ids)) {
      for (const [id, size] of await this.archive.sizes(portion)) sizes.set(id, size);
    }
    return sizes;
  }

  /** Forgets runs that are over. */
  async forget(ids: readonly string[]): Promise<void> {
    await this.archive.remove(ids);
  }

  /** Resolves when the run is over and on disk, or never was, or the signal aborts. */
  async untilKept(id: string, signal: AbortSignal): Promise<void> {
    await this.journal.find(id)?.untilEnd(signal);
    await this.ending.get(id)?.catch(() => undefined);
  }

  isUnderWay(id: string): boolean {
    return this.journal.find(id)?.hasEnded === false || this.ending.has(id);
  }

  private async *kept({ id, events }: StartedRun, opened: (log: RunLog) => void): AsyncGenerator<RunEvent[]> {
    const iterator = events[Symbol.asyncIterator]();
    let pending = iterator.next();
    const log = this.logOf(id);
    opened(log);
    try {
      for (let next = await pending; !next.done; next = await pending) {
        yield log.hasEnded ? await this.ended(log, next.value) : next.value;
        pending = iterator.next();
      }
    } finally {
      await iterator.return?.();
      if (log.hasEnded) await this.put(log).catch(() => undefined);
    }
  }

  private logOf(id: string): RunLog {
    const log = this.journal.find(id);
    if (!log) throw new Error('A durable run has to be in the journal as soon as it is read.');
    return log;
  }

  /** The last events, or in their place that they could not be kept. */
  private async ended(log: RunLog, batch: RunEvent[]): Promise<RunEvent[]> {
    if (!log.record.durable) return batch;
    try {
      await this.put(log);
      return batch;
    } catch (error) {
      return [...batch.slice(0, -1), notKept(error)];
    }
  }

  /** Once for each run. */
  private put(log: RunLog): Promise<void> {
    const known = this.written.get(log);
    if (known) return known;
    const written = this.archive.end(log.record, log.read(0).events);
    this.written.set(log, written);
    this.ending.set(log.id, written);
    written
      .then(() => this.keptListeners.forEach((listener) => listener(log.characters)))
      .catch((error: unknown) => this.logger.error(`The run ${log.id} could not be archived.`, error))
      .finally(() => this.ending.delete(log.id));
    return written;
  }

  private async *follow(log: RunLog, signal: AbortSignal): AsyncGenerator<RunEvent[]> {
    for (let stretch = await log.next(0, signal); stretch;) {
      const batch = [...stretch.events];
      yield isTerminal(batch.at(-1)) ? await this.ended(log, batch) : batch;
      stretch = await log.next(stretch.first + stretch.events.length, signal);
    }
    if (signal.aborted) yield [{ type: 'run-error', error: new RunAbortedError() }];
  }

  private async fromArchive(id: string): Promise<RunSnapshot> {
    await this.ending.get(id)?.catch(() => undefined);
    const archived = await this.archive.load(id);
    if (!archived) return { status: 'failed', events: [lost()], endedAt: undefined };
    const { status, endedAt } = archived.record;
    return { status, events: archived.events, endedAt };
  }
}

async function* only(events: RunEvent[]): AsyncGenerator<RunEvent[]> {
  yield await Promise.resolve(events);
}

function standingOf(status: RunStatus, last: RunEvent | undefined): RunStanding {
  if (last?.type !== 'run-error') return status === 'completed' ? 'completed' : 'lost';
  if (last.error instanceof RunLostError) return 'lost';
  return last.error.code === abortedCode ? 'aborted' : 'failed';
}

function isTerminal(event: RunEvent | undefined): boolean {
  return event?.type === 'run-end' || event?.type === 'run-error';
}

/** Not to be tried again: the run has done its work. */
function notKept(error: unknown): RunEvent {
  const failure = error instanceof RunArchiveError ? error : new RunArchiveError(error);
  return { type: 'run-error', error: new AfterSideEffectError(failure) };
}

function lost(): RunEvent {
  return { type: 'run-error', error: new RunLostError() };
}
