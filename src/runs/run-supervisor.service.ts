import { Inject, Injectable, Logger } from '@nestjs/common';
import { linkedController } from '../common/abort.js';
import { Clock, type Timer } from '../common/clock.js';
import { GatewayError } from '../common/gateway-error.js';
import { InternalError } from '../common/internal-error.js';
import { ProviderError } from '../providers/provider.errors.js';
import { toGatewayError } from '../providers/provider-failure.js';
import type { SessionKey } from '../sessions/session-key.js';
import { RunJournal } from './journal/run-journal.service.js';
import type { RunOrigin } from './journal/run-record.js';
import { RunAudit } from './run-audit.service.js';
import type { RunEvent } from './run-event.js';
import { RunRegistry } from './run-registry.js';
import type { RunRequest } from './run-request.js';
import type { RunBounds, RunState } from './run-state.js';
import {
  AfterSideEffectError,
  DrainingError,
  RunAbortedError,
  RunCancelledError,
  RunTimeoutError,
} from './runs.errors.js';

export interface SupervisedRun {
  id: string;
  request: RunRequest;
  session: SessionKey;
  bounds: RunBounds;
  /** What the journal is to say of it; the run of a subagent is part of another one and has no log of its own. */
  origin?: RunOrigin;
}

/** What a run does; it may fail, and is left in the middle when the run is aborted. */
export type RunWork = (state: RunState) => AsyncGenerator<RunEvent[]>;

/** How long aborted runs may take to tell their callers so when the gateway stops. */
const abortedRunsMilliseconds = 2_000;

/** Lets runs work: registers them, limits their time, and turns whatever goes wrong into the terminal event. */
@Injectable()
export class RunSupervisor {
  private readonly logger = new Logger(RunSupervisor.name);

  constructor(
    private readonly registry: RunRegistry,
    private readonly journal: RunJournal,
    private readonly audit: RunAudit,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The events of `work`, with exactly one terminal event; never throws. Aborts with the request's signal. */
  async *supervise(run: SupervisedRun, work: RunWork): AsyncGenerator<RunEvent[]> {
    const { controller, unlink } = linkedController(run.request.signal);
    const { signal } = controller;
    const state: RunState = { id: run.id, session: run.session, signal, ...run.bounds };
    const timer = this.limitTime(run.request, controller);
    const tell = this.teller(run);
    const unregister = this.registry.add({
      id: run.id,
      credential: run.request.credential,
      abort: (reason) => controller.abort(reason),
    });
    const events = work(state);
    releaseOnAbort(events, signal);
    let ended = false;
    try {
      for await (const batch of events) {
        ended ||= batch.at(-1)?.type === 'run-end';
        tell(batch);
        yield batch;
      }
      if (!ended) signal.throwIfAborted();
    } catch (error) {
      ended = true;
      const last: RunEvent[] = [{ type: 'run-error', error: this.failure(error, run.request, state) }];
      tell(last);
      yield last;
    } finally {
      timer.cancel();
      unlink();
      unregister();
      // Only a reader that stopped early leaves something behind to stop; a reason made for nothing costs a stack trace.
      if (!ended) {
        const reason = new RunAbortedError();
        controller.abort(reason);
        tell([{ type: 'run-error', error: reason }]);
      }
    }
  }

  /** Stops a run under way; false where there is none of this id. */
  cancel(id: string): boolean {
    return this.registry.abort(id, new RunCancelledError());
  }

  /**
   * Waits for the runs under way, and after `milliseconds` aborts the rest. A run ends only as it is read, so one whose reader
   * is stuck is not waited for much longer than that.
   */
  async drain(milliseconds: number): Promise<void> {
    const timers = [this.clock.setTimer(milliseconds, () => this.registry.abortAll(new DrainingError()))];
    const givenUp = new Promise<void>((resolve) => {
      timers.push(this.clock.setTimer(milliseconds + abortedRunsMilliseconds, resolve));
    });
    await Promise.race([this.registry.whenIdle(), givenUp]);
    timers.forEach((timer) => timer.cancel());
  }

  /** Tells the journal and the audit log what the run says. */
  private teller(run: SupervisedRun): (events: readonly RunEvent[]) => void {
    const toJournal = run.origin && this.journal.open(run.origin);
    const toAudit = this.audit.begin(run);
    return (events) => {
      toJournal?.(events);
      toAudit(events);
    };
  }

  private limitTime({ agent, timeoutMilliseconds }: RunRequest, controller: AbortController): Timer {
    const byAgent = agent.limits.timeoutMilliseconds;
    const byCaller = timeoutMilliseconds ?? byAgent;
    return this.clock.setTimer(Math.min(byAgent, byCaller), () => {
      controller.abort(
        byCaller < byAgent ? new RunTimeoutError(byCaller / 1000, 'caller') : new RunTimeoutError(byAgent / 1000),
      );
    });
  }

  private failure(error: unknown, request: RunRequest, state: RunState): GatewayError {
    const failure = classify(error, request, state);
    if (failure.status >= 500) this.logger.warn(`Run ${state.id} failed: ${describe(error)}`);
    return state.tree.sideEffect && failure.retryable ? new AfterSideEffectError(failure) : failure;
  }
}

function classify(error: unknown, { agent }: RunRequest, { signal }: RunState): GatewayError {
  if (signal.aborted) return signal.reason instanceof GatewayError ? signal.reason : new RunAbortedError();
  if (error instanceof GatewayError) return error;
  if (error instanceof ProviderError) return toGatewayError(error, { includeDetails: !agent.publicMode });
  return new InternalError(error);
}

/**
 * A run goes on only as it is read, so one whose reader is stuck would keep its session and its slot for as long as the
 * reader likes. Ending the events from here gives both back; where they are in the middle of something, they end after it.
 */
function releaseOnAbort(events: AsyncGenerator<RunEvent[]>, signal: AbortSignal): void {
  const release = (): void => {
    events.return(undefined).catch(() => undefined);
  };
  if (!signal.aborted) signal.addEventListener('abort', release, { once: true });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const because = error.cause instanceof Error ? `\nbecause: ${error.cause.message}` : '';
  return `${error.stack ?? error.message}${because}`;
}
