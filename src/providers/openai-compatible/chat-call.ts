import type { Dispatcher } from 'undici';
import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { abortedError } from '../aborted-error.js';
import { CallDeadlines } from '../call-deadlines.js';
import type { ModelCall } from '../call-iterator.js';
import { ProviderError } from '../provider.errors.js';
import type { ModelEvent } from '../provider.port.js';
import { isRetryable, retryDelayMilliseconds } from '../retry-policy.js';
import { ChatAnswerDecoder } from './chat-answer-decoder.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import type { ChatEndpoint } from './chat-endpoint.js';
import { mapConnectionError } from './map-connection-error.js';
import { fromStatus } from './map-provider-fault.js';
import { retryAfterSeconds } from './retry-after.js';
import { UpstreamExchange } from './upstream-exchange.js';
import type { ResponseHead } from './upstream-exchange.js';

const longestErrorBody = 64 * 1024;

/** What a call needs of its provider. */
export interface ChatCallContext {
  config: ProviderConfig;
  endpoint: ChatEndpoint;
  dispatcher: Dispatcher;
  /** Gives the dispatcher back. */
  release(): Promise<void>;
  clock: Clock;
  ids: Ids;
}

/**
 * One model call: attempts until the first byte, then the answer. Abort, time limits and an early `return` all end in
 * `interrupt`, which closes the connection and wakes whatever waits.
 */
export class ChatCall implements ModelCall {
  private readonly reader: ChatAnswerReader;
  private readonly deadlines: CallDeadlines;
  private readonly endsAt: number;
  private exchange: UpstreamExchange | undefined;
  private interruption: ProviderError | undefined;
  private endPause: (() => void) | undefined;
  private readonly onAbort = (): void => this.interrupt(abortedError(this.signal));

  constructor(
    private readonly context: ChatCallContext,
    private readonly body: string,
    private readonly signal: AbortSignal,
  ) {
    const { clock, config, ids } = context;
    this.reader = new ChatAnswerReader(ids);
    this.endsAt = clock.monotonic() + config.timeoutSeconds * 1000;
    this.deadlines = new CallDeadlines(clock, config, (error) => this.interrupt(error));
  }

  async *batches(): AsyncGenerator<ModelEvent[], void, undefined> {
    this.signal.addEventListener('abort', this.onAbort);
    if (this.signal.aborted) this.onAbort();
    const decoder = new ChatAnswerDecoder(this.reader);
    try {
      await this.open(decoder);
      for (;;) {
        const events = this.reader.take();
        if (events.length > 0) yield events;
        if (this.reader.finished) return;
        await this.readOn(decoder);
      }
    } finally {
      await this.close();
    }
  }

  interrupt(error: ProviderError): void {
    if (this.reader.finished) return;
    this.interruption ??= error;
    this.exchange?.abort(this.interruption);
    this.endPause?.();
  }

  private async close(): Promise<void> {
    this.signal.removeEventListener('abort', this.onAbort);
    this.deadlines.stop();
    if (this.reader.isComplete) this.exchange?.release();
    else this.exchange?.abort(new Error('nobody reads the answer'));
    await this.context.release();
  }

  /** Reads the first bytes of a successful answer, in as many attempts as configured. */
  private async open(decoder: ChatAnswerDecoder): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const first = await this.attempt();
        first.forEach((piece) => decoder.feed(piece));
        return;
      } catch (cause) {
        const error = this.interruption ?? mapConnectionError(cause, 'before-first-byte');
        const delay = retryDelayMilliseconds(attempt, error, this.context.ids.fraction());
        if (!this.mayRetry(attempt, error, delay)) {
          this.reader.fail(error);
          return;
        }
        await this.pause(delay);
      }
    }
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

  private async readOn(decoder: ChatAnswerDecoder): Promise<void> {
    if (this.interruption) {
      decoder.interrupt(this.interruption);
      return;
    }
    this.deadlines.awaitBytes();
    try {
      const bytes = await this.exchange?.read();
      if (bytes) for (const piece of bytes) decoder.feed(piece);
      else decoder.end();
    } catch (error) {
      decoder.interrupt(mapConnectionError(error, 'after-first-byte'));
    }
    this.deadlines.bytesTaken();
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
