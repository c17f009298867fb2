import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DurableRuns, type ToldRun } from '../runs/journal/durable-runs.service.js';
import { readInBackground } from '../runs/journal/read-in-background.js';
import type { RunEvent } from '../runs/run-event.js';
import type { StartedRun } from '../runs/started-run.js';

export interface Reading {
  /** Whether others than the client may be told of the run, which has to be durable then. */
  isShared: boolean;
  /** Whether the run goes on when the client leaves. */
  goesOn: boolean;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
}

/** Has runs read that nothing else keeps: at their client's pace, or by themselves. */
@Injectable()
export class AnsweringRuns {
  private readonly logger = new Logger(AnsweringRuns.name);

  constructor(
    private readonly durable: DurableRuns,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  read(run: StartedRun, { isShared, goesOn, signal }: Reading): ToldRun | Promise<ToldRun> {
    if (isShared) return this.durable.detached(run, signal);
    const events = goesOn ? this.goingOn(run) : run.events;
    return { events, endedAt: () => this.clock.now() };
  }

  /** Who stops reading leaves the run to go on unread. */
  private async *goingOn({ id, events }: StartedRun): AsyncGenerator<RunEvent[]> {
    const iterator = events[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
      ended = true;
    } finally {
      if (!ended) readInBackground(id, iterator, this.logger);
    }
  }
}
