import { Inject, Injectable, Logger } from '@nestjs/common';
import { DurableRuns, type ToldRun } from '../runs/journal/durable-runs.service.js';
import type { RunEvent } from '../runs/run-event.js';
import type { StartedRun } from '../runs/started-run.js';
import { ResponsePruner } from './response-pruner.service.js';
import { type KeptResponse, ResponseStore } from './response-store.port.js';

/** Lets the runs of kept responses work, and sees to it that a response is on disk before anybody hears of it. */
@Injectable()
export class ResponseRuns {
  private readonly logger = new Logger(ResponseRuns.name);

  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly durable: DurableRuns,
    private readonly pruner: ResponsePruner,
  ) {}

  /** For a client that takes the run along when it leaves: to read it is to run it. */
  attached(response: KeptResponse, run: StartedRun): ToldRun {
    const { events, endedAt } = this.durable.keep(run);
    return { events: this.recorded(response, events), endedAt };
  }

  /**
   * For a run that goes on to its end whoever leaves; the signal ends only the telling. Rejects with `ResponseStoreError`, having
   * started nothing.
   */
  async detached(response: KeptResponse, run: StartedRun, signal: AbortSignal): Promise<ToldRun> {
    await this.add(response);
    this.readToEnd(response, this.durable.keep(run)).catch((error: unknown) => {
      this.logger.error(`The run ${run.id} could not be read to its end.`, error);
    });
    return this.durable.tell(run.id, signal);
  }

  private async *recorded(response: KeptResponse, events: AsyncIterable<RunEvent[]>): AsyncGenerator<RunEvent[]> {
    const added = this.add(response);
    // Where the run is left before its first event, nobody waits for this.
    added.catch(() => undefined);
    let isFirst = true;
    for await (const batch of events) {
      await added;
      if (isFirst) await this.forgetFailure(response, batch);
      isFirst = false;
      yield batch;
    }
  }

  private async add(response: KeptResponse): Promise<void> {
    await this.store.add(response);
    this.pruner.responseAdded();
  }

  private async readToEnd(response: KeptResponse, { events }: ToldRun): Promise<void> {
    let isFirst = true;
    for await (const batch of events) {
      if (isFirst) await this.forgetFailure(response, batch);
      isFirst = false;
    }
  }

  /** A failure before the first word is an ordinary error answer, so nobody gets to know of the response. */
  private async forgetFailure({ id, runId, identity }: KeptResponse, [first]: RunEvent[]): Promise<void> {
    if (first?.type !== 'run-error' || identity.echo.background) return;
    await this.durable.forget([runId]);
    await this.store.remove([id]);
  }
}
