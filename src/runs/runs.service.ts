import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { linkedController } from '../common/abort.js';
import { Clock, type Timer } from '../common/clock.js';
import { GatewayError } from '../common/gateway-error.js';
import { Ids } from '../common/ids.js';
import { InternalError } from '../common/internal-error.js';
import { GatewaySection } from '../config/config-sections.js';
import { ProviderError } from '../providers/provider.errors.js';
import { toGatewayError } from '../providers/provider-failure.js';
import { type SessionKey, resolveSessionKey } from '../sessions/session-key.js';
import { SessionLanes } from '../sessions/session-lane.port.js';
import { RunExecutor } from './run-executor.service.js';
import type { RunEvent } from './run-event.js';
import { RunRegistry } from './run-registry.js';
import type { RunRequest } from './run-request.js';
import type { RunState } from './run-state.js';
import type { StartedRun } from './started-run.js';
import { RunSlots } from './run-slots.js';
import { AfterSideEffectError, DrainingError, RunAbortedError, RunTimeoutError } from './runs.errors.js';

/** How long aborted runs may take to tell their callers so when the gateway stops. */
const abortedRunsMilliseconds = 2_000;

/** The one door by which every transport starts a run. */
@Injectable()
export class RunsService {
  private readonly logger = new Logger(RunsService.name);
  private readonly registry = new RunRegistry();
  private readonly slots = new RunSlots();
  private draining = false;

  constructor(
    private readonly executor: RunExecutor,
    @Inject(SessionLanes) private readonly lanes: SessionLanes,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** Throws for a request that cannot become a run: a bad session key (400), or a gateway that is stopping (503). */
  start(request: RunRequest): StartedRun {
    if (this.draining) throw new DrainingError();
    const { agent, owner } = request;
    const session = resolveSessionKey({
      agentId: agent.id,
      userKeyMode: agent.userKey,
      isOwner: owner.isOwner,
      ownerByDefault: !agent.publicMode,
      fresh: () => this.ids.uuid(),
      ...(request.session.header === undefined ? {} : { header: request.session.header }),
      ...(request.session.user === undefined ? {} : { user: request.session.user }),
    });
    const id = this.ids.prefixed('run_');
    return { id, sessionKey: session.key, events: this.supervise(request, id, session) };
  }

  /**
   * Stops taking runs, waits for those under way, and after `milliseconds` aborts the rest. A run ends only as it is read, so
   * one whose reader is stuck is not waited for much longer than that.
   */
  async drain(milliseconds: number): Promise<void> {
    this.draining = true;
    const timers = [this.clock.setTimer(milliseconds, () => this.registry.abortAll(new DrainingError()))];
    const givenUp = new Promise<void>((resolve) => {
      timers.push(this.clock.setTimer(milliseconds + abortedRunsMilliseconds, resolve));
    });
    await Promise.race([this.registry.whenIdle(), givenUp]);
    timers.forEach((timer) => timer.cancel());
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Runs the request within its limits, and turns whatever goes wrong into the terminal event. */
  private async *supervise(request: RunRequest, id: string, session: SessionKey): AsyncGenerator<RunEvent[]> {
    const { controller, unlink } = linkedController(request.signal);
    const { signal } = controller;
    const state: RunState = { id, session, signal, sideEffect: false };
    const timer = this.limitTime(request.agent, controller);
    const unregister = this.register(request, state, controller);
    const events = this.admitted(request, state);
    releaseOnAbort(events, signal);
    let ended = false;
    try {
      for await (const batch of events) {
        ended ||= batch.at(-1)?.type === 'run-end';
        yield batch;
      }
      if (!ended) signal.throwIfAborted();
    } catch (error) {
      ended = true;
      yield [{ type: 'run-error', error: this.failure(error, request, state) }];
    } finally {
      timer.cancel();
      unlink();
      unregister();
      // Only a reader that stopped early leaves something behind to stop; a reason made for nothing costs a stack trace.
      if (!ended) controller.abort(new RunAbortedError());
    }
  }

  private limitTime({ limits }: ResolvedAgent, controller: AbortController): Timer {
    return this.clock.setTimer(limits.timeoutMilliseconds, () => {
      controller.abort(new RunTimeoutError(limits.timeoutMilliseconds / 1000));
    });
  }

  /** Waits for the session, then for nothing: a run that finds no slot is refused. */
  private async *admitted(request: RunRequest, state: RunState): AsyncGenerator<RunEvent[]> {
    const { session, signal } = state;
    if (this.draining) throw new DrainingError();
    signal.throwIfAborted();
    const lease = session.kind === 'fresh' ? undefined : await this.lanes.acquire(session.key, signal);
    try {
      const { maxConcurrent } = request.agent.limits;
      const leave = this.slots.enter(request.agent.id, {
        perAgent: maxConcurrent,
        total: this.gateway.current.maxConcurrentRuns,
      });
      try {
        yield* this.executor.execute(request, state);
      } finally {
        leave();
      }
    } finally {
      lease?.release();
    }
  }

  private register({ agent, owner }: RunRequest, state: RunState, controller: AbortController): () => void {
    return this.registry.add({
      id: state.id,
      agentId: agent.id,
      sessionKey: state.session.key,
      isOwner: owner.isOwner,
      ownerBecause: owner.why,
      startedAt: this.clock.now(),
      abort: (reason) => {
        controller.abort(reason);
      },
    });
  }

  private failure(error: unknown, request: RunRequest, state: RunState): GatewayError {
    const failure = this.classify(error, request, state);
    if (failure.status >= 500) this.logger.warn(`Run ${state.id} failed: ${describe(error)}`);
    return state.sideEffect && failure.retryable ? new AfterSideEffectError(failure) : failure;
  }

  private classify(error: unknown, { agent }: RunRequest, { signal }: RunState): GatewayError {
    if (signal.aborted) return signal.reason instanceof GatewayError ? signal.reason : new RunAbortedError();
    if (error instanceof GatewayError) return error;
    if (error instanceof ProviderError) return toGatewayError(error, { includeDetails: !agent.publicMode });
    return new InternalError(error);
  }
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
