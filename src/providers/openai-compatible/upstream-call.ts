import type { Dispatcher } from 'undici';
import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import { abortedError } from '../aborted-error.js';
import { CallDeadlines } from '../call-deadlines.js';
import { ProviderError } from '../provider.errors.js';
import { isRetryable, retryDelayMilliseconds } from '../retry-policy.js';
import { mapConnectionError } from './map-connection-error.js';
import { fromStatus } from './map-provider-fault.js';
import { type InspectedCall, inspectRequest } from './inspect-request.js';
import { retryAfterSeconds } from './retry-after.js';
import { UpstreamExchange } from './upstream-exchange.js';
import type { ResponseHead } from './upstream-exchange.js';

const longestErrorBody = 64 * 1024;

/** What a call needs of its provider. */
export interface UpstreamCallContext extends InspectedCall {
  dispatcher: Dispatcher;
  /** Gives the dispatcher back. */
  release(): Promise<void>;
  clock: Clock;
  ids: Ids;
}

/**
 * One call of an endpoint: attempts until the first byte, then the answer, read piece by piece. Abort and time limits both
 * end in `interrupt`, which closes the connection and wakes whatever waits. To be followed by one `close`.
 */
export class UpstreamCall {
  /** Why the upstream was closed from this side. */
  private interruption: ProviderError | undefined;
  private readonly deadlines: CallDeadlines;
  private readonly endsAt: number;
  private exchange: UpstreamExchange | undefined;
  private settled = false;
  private endPause: (() => void) | undefined;
  private readonly onAbort = (): void => this.interrupt(abortedError(this.signal));

  constructor(
    private readonly context: UpstreamCallContext,
    private readonly body: string,
    private readonly signal: AbortSignal,
  ) {
    const { clock, config } = context;
    this.endsAt = clock.monotonic() + config.timeoutSeconds * 1000;
    this.deadlines = new CallDeadlines(clock, config, (error) => this.interrupt(error));
    signal.addEventListener('abort', this.onAbort);
    if (signal.aborted) this.onAbort();
  }

  /** The first bytes of a successful answer, after as many attempts as configured. Rejects with a `ProviderError`. */
  async open(): Promise<Buffer[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.attempt();
      } catch (cause) {
        const error = this.interruption ?? mapConnectionError(cause, 'before-first-byte');
        const delay = retryDelayMilliseconds(attempt, error, this.context.ids.fraction());
        if (!this.mayRetry(attempt, error, delay)) throw error;
        await this.pause(delay);
      }
    }
  }

  /** What has arrived since; null at the end of the answer. Rejects with a `ProviderError`. */
  async read(): Promise<Buffer[] | null> {
    if (this.interruption) throw this.interruption;
    this.deadlines.awaitBytes();
    try {
      return (await this.exchange?.read()) ?? null;
    } catch (cause) {
      throw mapConnectionError(cause, 'after-first-byte');
    } finally {
      this.deadlines.bytesTaken();
    }
  }

  interrupt(error: ProviderError): void {
    if (this.settled) return;
    this.interruption ??= error;
    this.exchange?.abort(this.interruption);
    this.endPause?.();
  }

  /** The caller has what it wanted: nothing interrupts the call any more. */
  settle(): void {
    this.settled = true;
  }

  /** A connection whose answer has been read, or nearly, can serve the next call. */
  async close({ keepConnection }: { keepConnection: boolean }): Promise<void> {
    this.signal.removeEventListener('abort', this.onAbort);
    this.deadlines.stop();
    if (keepConnection) this.exchange?.release();
    else this.exchange?.abort(new Error('nobody reads the answer'));
    await this.context.release();
  }

  private mayRetry(attempt: number, error: ProviderError, delay: number): boolean {
    const { clock, config } = this.context;
    return attempt < config.maxRetries && isRetryable(error) && clock.monotonic() + delay < this.endsAt;
  }

  private async attempt(): Promise<Buffer[]> {
    const exchange = this.send();
    const head = await exchange.head();
    if (head.status < 200 || head.status > 299) throw await this.refusal(exchange, head);
    const first = await exchange.read();
    this.deadlines.bytesArrived();
    this.deadlines.bytesTaken();
    if (!first) throw new ProviderError('upstream', 'The provider answered with an empty body.');
    return first;
  }

  private send(): UpstreamExchange {
    if (this.interruption) throw this.interruption;
    const { dispatcher, endpoint, clock } = this.context;
    inspectRequest(this.context, this.body);
    const exchange = new UpstreamExchange(clock);
    this.exchange = exchange;
    this.deadlines.awaitFirstByte();
    const { origin, path, headers } = endpoint;
    dispatcher.dispatch({ origin, path, headers, method: 'POST', body: this.body }, exchange);
    return exchange;
  }

  private async refusal(exchange: UpstreamExchange, head: ResponseHead): Promise<ProviderError> {
    this.deadlines.bytesArrived();
    const body = await this.readErrorBody(exchange);
    this.deadlines.bytesTaken();
    exchange.release();
    return fromStatus(head.status, body, retryAfterSeconds(head.headers, this.context.clock.now()));
  }

  /** As much of an error's body as arrives; the status alone says enough when it breaks off. */
  private async readErrorBody(exchange: UpstreamExchange): Promise<string> {
    const pieces: Buffer[] = [];
    let length = 0;
    try {
      while (length < longestErrorBody) {
        const bytes = await exchange.read();
        if (!bytes) break;
        this.deadlines.awaitBytes();
        pieces.push(...bytes);
        length += bytes.reduce((sum, piece) => sum + piece.length, 0);
      }
    } catch (error) {
      if (this.interruption?.kind === 'aborted') throw error;
    }
    return Buffer.concat(pieces).toString('utf8', 0, longestErrorBody);
  }

  /** Waits for the next attempt, but not beyond an interruption. */
  private async pause(milliseconds: number): Promise<void> {
    this.deadlines.bytesTaken();
    if (this.interruption) return;
    await new Promise<void>((resolve) => {
      const timer = this.context.clock.setTimer(milliseconds, resolve);
      this.endPause = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
