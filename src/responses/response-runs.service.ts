import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AnsweringRuns } from '../openai-runs/answering-runs.service.js';
import { DurableRuns, type ToldRun } from '../runs/journal/durable-runs.service.js';
import { readInBackground } from '../runs/journal/read-in-background.js';
import type { RunEvent } from '../runs/run-event.js';
import type { StartedRun } from '../runs/started-run.js';
import type { NewResponseCall } from './response-call.js';
import { ResponsePruner } from './response-pruner.service.js';
import type { ReadResponseCall } from './response-request-reader.service.js';
import { type KeptResponse, ResponseStore } from './response-store.port.js';
import { toKeptResponse } from './to-kept-response.js';

/** Who asks for a response; the signal aborts when the client leaves. */
export interface ResponseCaller extends Pick<NewResponseCall, 'owner' | 'signal'> {
  /** Awaited before the run begins; where it rejects, nothing is started. */
  note?: (response: KeptResponse) => Promise<void>;
}

/** A response whose run has been accepted. */
export interface AcceptedResponse {
  kept: KeptResponse;
  /** To read it is to run it, unless the response works on without its client. */
  run: ToldRun;
}

/** Lets the runs of responses work, and sees to it that one that is kept is on disk before anybody hears of it. */
@Injectable()
export class ResponseRuns {
  private readonly logger = new Logger(ResponseRuns.name);

  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly durable: DurableRuns,
    private readonly runs: AnsweringRuns,
    private readonly pruner: ResponsePruner,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects with `ResponseStoreError`, having started nothing, where the response is to work on without its client. */
  async begin(
    read: ReadResponseCall,
    run: StartedRun,
    { owner, signal, note }: ResponseCaller,
  ): Promise<AcceptedResponse> {
    const kept = toKeptResponse(read, { run, credentialId: owner.credential.id, now: this.clock.now() });
    await note?.(kept);
    if (!read.isStored) return { kept, run: await this.unstored(read, run, signal) };
    return { kept, run: read.isDetached ? await this.detached(kept, run, signal) : this.attached(kept, run) };
  }

  /** Where a response that is not kept goes on without its client, it has a key: others may ask for it. */
  private unstored({ isDetached }: ReadResponseCall, run: StartedRun, signal: AbortSignal): ToldRun | Promise<ToldRun> {
    return this.runs.read(run, { isShared: isDetached, goesOn: false, signal });
  }

  /** For a client that takes the run along when it leaves: to read it is to run it. */
  private attached(response: KeptResponse, run: StartedRun): ToldRun {
    const { events, endedAt } = this.durable.keep(run);
    return { events: this.forgettingFailure(response, this.onceAdded(response, events)), endedAt };
  }

  /** For a run that goes on to its end whoever leaves; the signal ends only the telling. */
  private async detached(response: KeptResponse, run: StartedRun, signal: AbortSignal): Promise<ToldRun> {
    const bytes = await this.store.add(response);
    readInBackground(run.id, this.forgettingFailure(response, this.durable.keep(run).events), this.logger);
    // Not before its run is under way, since what is not may be pruned.
    this.pruner.responseAdded(bytes);
    return this.durable.tell(run.id, signal);
  }

  /** The same events, held back until the response is on disk; it gets there while the run begins. */
  private async *onceAdded(response: KeptResponse, events: AsyncIterable<RunEvent[]>): AsyncGenerator<RunEvent[]> {
    const added = this.add(response);
    // Where the run is left before its first event, nobody waits for this.
    added.catch(() => undefined);
    for await (const batch of events) {
      await added;
      yield batch;
    }
  }

  private async add(response: KeptResponse): Promise<void> {
    this.pruner.responseAdded(await this.store.add(response));
  }

  /** The same events. A failure before the first word is an ordinary error answer, so nobody gets to know of the response. */
  private async *forgettingFailure(
    { id, runId, identity }: KeptResponse,
    events: AsyncIterable<RunEvent[]>,
  ): AsyncGenerator<RunEvent[]> {
    let mayFailUnseen = !identity.echo.background;
    for await (const batch of events) {
      if (mayFailUnseen && batch[0]?.type === 'run-error') {
        await this.durable.forget([runId]);
        await this.store.remove([id]);
      }
      mayFailUnseen = false;
      yield batch;
    }
  }
}
