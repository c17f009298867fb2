import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import type { AgentAccepted, AgentCompleted, AgentEventPayload, ToolData } from '../../gateway-protocol/payloads.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { type Unread, listOf, objectOf, textOf, textsOf } from '../read-payload.js';
import type { FileAttachment } from './attachments.js';

/** What is asked of an agent; parameters of the method `agent`. */
export interface Question {
  message: string;
  /** Default: the default agent. */
  agentId?: string | undefined;
  sessionKey: string;
  /** Seconds. */
  timeout?: number | undefined;
  senderIsOwner?: boolean | undefined;
  attachments?: FileAttachment[] | undefined;
}

/** Is told what a run does while it goes on. */
export interface RunWatcher {
  onText(delta: string): void;
  onToolStart(name: string, callArguments: unknown): void;
  onToolEnd(name: string, isError: boolean): void;
  /** What of the question has no effect. */
  onWarning(text: string): void;
}

export interface Answer {
  text: string;
  /** As the gateway sent it. */
  payload: unknown;
}

/** How long a run that was stopped may take to end. */
const stopMilliseconds = 5_000;

/**
 * Starts a run and waits for its end. When the signal aborts, the run is stopped.
 * @throws ProtocolError when the run fails or is refused; CliError when it was stopped, or the connection is lost.
 */
export async function askAgent(
  link: GatewayLink,
  question: Question,
  watcher: RunWatcher,
  { signal, clock }: { signal: AbortSignal; clock: Clock },
): Promise<Answer> {
  const stopped = Promise.withResolvers<never>();
  const run = new StartedRun(link, question);
  const stop = (): void => {
    run.stop();
    // The answer to the run itself comes first, unless the gateway no longer answers.
    clock.setTimer(stopMilliseconds, () => stopped.reject(runStopped()));
  };
  const unwatch = link.onEvent((event, payload) => run.observe(event, payload, watcher));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw runStopped();
    return toAnswer(await Promise.race([run.start(watcher), stopped.promise]));
  } catch (error) {
    throw signal.aborted ? runStopped() : error;
  } finally {
    unwatch();
    signal.removeEventListener('abort', stop);
  }
}

type AssistantData = Extract<AgentEventPayload, { stream: 'assistant' }>['data'];
type RunResult = AgentCompleted['result'];

class StartedRun {
  private readonly idempotencyKey = randomUUID();
  private runId: string = this.idempotencyKey;
  private sessionKey: string | undefined;
  private shallStop = false;

  constructor(
    private readonly link: GatewayLink,
    private readonly question: Question,
  ) {}

  start(watcher: RunWatcher): Promise<unknown> {
    const parameters = { ...this.question, idempotencyKey: this.idempotencyKey };
    return this.link.request('agent', parameters, (payload) => {
      const { runId, sessionKey, warnings } = objectOf<AgentAccepted>(payload);
      this.runId = textOf(runId) || this.runId;
      this.sessionKey = textOf(sessionKey);
      textsOf(warnings).forEach((text) => watcher.onWarning(text));
      if (this.shallStop) this.stop();
    });
  }

  /** At once, or as soon as the run has been accepted. */
  stop(): void {
    this.shallStop = true;
    if (this.sessionKey === undefined) return;
    const parameters = { sessionKey: this.sessionKey, runId: this.runId };
    // Whether it worked is told by the end of the run.
    this.link.request('chat.abort', parameters).catch(() => undefined);
  }

  observe(event: string, payload: unknown, watcher: RunWatcher): void {
    const { runId, stream, data } = objectOf<AgentEventPayload>(payload);
    if (event !== 'agent' || runId !== this.runId) return;
    if (stream === 'assistant') watcher.onText(textOf(objectOf<AssistantData>(data).delta));
    if (stream === 'tool') tellTool(objectOf<ToolData>(data), watcher);
  }
}

function tellTool({ name, phase, args, isError }: Unread<ToolData>, watcher: RunWatcher): void {
  if (phase === 'start') watcher.onToolStart(textOf(name), args);
  if (phase === 'result') watcher.onToolEnd(textOf(name), isError === true);
}

function toAnswer(payload: unknown): Answer {
  const { payloads } = objectOf<RunResult>(objectOf<AgentCompleted>(payload).result);
  const texts = listOf<RunResult['payloads'][number]>(payloads).map(({ text }) => textOf(text));
  return { text: texts.filter((text) => text !== '').join('\n\n'), payload };
}

function runStopped(): CliError {
  return new CliError('The run was stopped.', { exitCode: exitCodes.interrupted });
}
