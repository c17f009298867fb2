import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { type JsonObject, isJsonObject } from '../../common/json.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { GatewayLink } from '../command.js';
import { listOf, objectOf, textOf } from '../read-payload.js';
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
    return toAnswer(await Promise.race([run.start(), stopped.promise]));
  } catch (error) {
    throw signal.aborted ? runStopped() : error;
  } finally {
    unwatch();
    signal.removeEventListener('abort', stop);
  }
}

class StartedRun {
  private readonly idempotencyKey = randomUUID();
  private runId: string = this.idempotencyKey;
  private sessionKey: string | undefined;
  private shallStop = false;

  constructor(
    private readonly link: GatewayLink,
    private readonly question: Question,
  ) {}

  start(): Promise<unknown> {
    const parameters = { ...this.question, idempotencyKey: this.idempotencyKey };
    return this.link.request('agent', parameters, (payload) => {
      const { runId, sessionKey } = objectOf(payload);
      this.runId = textOf(runId) || this.runId;
      this.sessionKey = textOf(sessionKey);
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
    if (event !== 'agent' || !isJsonObject(payload) || payload['runId'] !== this.runId) return;
    const data = objectOf(payload['data']);
    if (payload['stream'] === 'assistant') watcher.onText(textOf(data['delta']));
    if (payload['stream'] === 'tool') tellTool(data, watcher);
  }
}

function tellTool(data: JsonObject, watcher: RunWatcher): void {
  const name = textOf(data['name']);
  if (data['phase'] === 'start') watcher.onToolStart(name, data['args']);
  if (data['phase'] === 'result') watcher.onToolEnd(name, data['isError'] === true);
}

function toAnswer(payload: unknown): Answer {
  const { payloads } = objectOf(objectOf(payload)['result']);
  const texts = listOf(payloads).map(({ text }) => textOf(text));
  return { text: texts.filter((text) => text !== '').join('\n\n'), payload };
}

function runStopped(): CliError {
  return new CliError('The run was stopped.', exitCodes.interrupted);
}
