import { setImmediate as afterReadyWork } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { GatewayError } from '../../common/gateway-error.js';
import { mostInPortion, portions, portionsInTurns } from '../../common/portions.js';
import type { RunEvent } from '../run-event.js';
import { RunAbortedError, abortedCode } from '../runs.errors.js';
import type { StartedRun } from '../started-run.js';
import { readInBackground } from './read-in-background.js';
import { type ArchivedRun, RunArchive } from './run-archive.port.js';
import { asArchiveError, forgotten, isTerminal, lost, notKept } from './run-endings.js';
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
  /** To be read once, in portions between which others have their turn. Throws `RunArchiveError`. */
  events: AsyncIterable<RunEvent[]>;
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
      const archived = await this.load(id);
      return archived ? standingOf(archived.record) : 'lost';
    }
    const isCut = log.read(0, 1).first > 0;
    if (!log.hasEnded) return isCut ? 'cut' : 'under-way';
    if (isCut) return 'lost';
    const [last] = await this.ended(log, [...log.read(log.end - 1).events]);
    return standingOf(last?.type === 'run-error' ? { ...log.record, error: last.error } : log.record);
  }

  /** The run once more, while it goes on or later. The signal ends the telling, not the run. */
  async tell(id: string, signal: AbortSignal): Promise<ToldRun> {
    const log = this.journal.find(id);
    if (log) return { events: this.follow(log, signal), endedAt: () => log.record.endedAt };
    const archived = await this.load(id);
    if (!archived) return { events: only([lost()]), endedAt: () => undefined };
    return { events: this.retold(archived), endedAt: () => archived.record.endedAt };
  }

  /** Rejects with `RunArchiveError` where the archive cannot be read. */
  async snapshot(id: string): Promise<RunSnapshot> {
    const log = this.journal.find(id);
    if (!log) return snapshotOf(await this.load(id));
    if (log.hasEnded) await this.put(log);
    const { status, endedAt } = log.record;
    return { status, events: portionsInTurns(log.read(0).events), endedAt };
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

  /** Forgets runs that are over, but for what the journal still has of them. */
  async forget(ids: readonly string[]): Promise<void> {
    await this.archive.remove(ids);
  }

  /** Forgets all of a run that is over. */
  async erase(id: string): Promise<void> {
    this.journal.forget(id);
    await this.archive.remove([id]);
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

  /** Between two portions nothing of the run is held but its log; of one that is not durable its reader may then have missed some. */
  private async *follow(log: RunLog, signal: AbortSignal): AsyncGenerator<RunEvent[]> {
    let next = 0;
    for (let stretch = await log.next(next, signal, mostInPortion); stretch;) {
      if (stretch.first > next) {
        yield [forgotten()];
        return;
      }
      const batch = [...stretch.events];
      next += batch.length;
      yield isTerminal(batch.at(-1)) ? await this.ended(log, batch) : batch;
      if (batch.length === mostInPortion) await afterReadyWork();
      stretch = await log.next(next, signal, mostInPortion);
    }
    if (signal.aborted) yield [{ type: 'run-error', error: new RunAbortedError() }];
  }

  private async load(id: string): Promise<ArchivedRun | undefined> {
    await this.ending.get(id)?.catch(() => undefined);
    return this.archive.load(id);
  }

  /** Ends with a terminal event also where the run is removed while its reader takes its time, or cannot be read to its end. */
  private async *retold({ record, events }: ArchivedRun): AsyncGenerator<RunEvent[]> {
    try {
      for await (const batch of events) {
        yield batch;
        if (isTerminal(batch.at(-1))) return;
      }
      yield [forgotten()];
    } catch (error) {
      this.logger.error(`The run ${record.id} could not be told again to its end.`, error);
      yield [{ type: 'run-error', error: asArchiveError(error) }];
    }
  }
}

function snapshotOf(archived: ArchivedRun | undefined): RunSnapshot {
  if (!archived) return { status: 'failed', events: only([lost()]), endedAt: undefined };
  const { record, events } = archived;
  return { status: record.status, events, endedAt: record.endedAt };
}

async function* only(events: RunEvent[]): AsyncGenerator<RunEvent[]> {
  yield await Promise.resolve(events);
}

function standingOf({ status, error }: { status: RunStatus; error?: GatewayError }): RunStanding {
  if (error === undefined) return status === 'completed' ? 'completed' : 'lost';
  return error.code === abortedCode ? 'aborted' : 'failed';
}
