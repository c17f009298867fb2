import type { Clock } from '../../common/clock.js';
import { CliError, exitCodes } from '../cli-error.js';
import { connectionLost } from '../connection/connect-failure.js';
import type { EventListener, GatewayLink } from '../gateway-link.port.js';

/** Milliseconds before each attempt to connect again. */
export const pauses = [250, 500, 1_000, 2_000, 4_000] as const;

export interface ReconnectOptions {
  /** Connects anew. Rejects with a `CliError` where that does not come about. */
  open(): Promise<GatewayLink>;
  clock: Clock;
  /** Is told each time the connection is lost, with why. */
  onLost(reason: string): void;
  /** Is told each time it is there again. */
  onBack(): void;
}

/**
 * A connection that is made anew when it is lost. A request that was under way fails, because nobody knows how far it came; one
 * that is made meanwhile waits. `closed` settles when the attempts are given up.
 */
export class ReconnectingLink implements GatewayLink {
  readonly closed: Promise<string>;
  private readonly listeners = new Set<EventListener>();
  private readonly ended = Promise.withResolvers<string>();
  private end: string | undefined;
  /** Set while there is no connection. */
  private mending: Promise<void> | undefined;

  constructor(
    private current: GatewayLink,
    private readonly options: ReconnectOptions,
  ) {
    this.closed = this.ended.promise;
    this.adopt(current);
  }

  get hello(): GatewayLink['hello'] {
    return this.current.hello;
  }

  async request(method: string, params?: unknown, onAccepted?: (payload: unknown) => void): Promise<unknown> {
    await this.mending;
    if (this.end !== undefined) throw connectionLost(this.end);
    return this.current.request(method, params, onAccepted);
  }

  onEvent(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.finish('closed');
    await this.current.close();
  }

  private adopt(link: GatewayLink): void {
    this.current = link;
    link.onEvent((event, payload) => {
      for (const listener of [...this.listeners]) listener(event, payload);
    });
    link.closed.then(
      (reason) => this.lost(reason),
      () => this.lost('it was broken off'),
    );
  }

  private lost(reason: string): void {
    if (this.end !== undefined) return;
    this.options.onLost(reason);
    this.mending = this.mend(reason);
  }

  /** Never rejects. */
  private async mend(reason: string): Promise<void> {
    for (const pause of pauses) {
      await this.pause(pause);
      const failure = await this.attempt();
      if (failure === undefined || this.end !== undefined) return;
      // Whatever else is wrong, such as the credential, does not pass by waiting.
      if (failure.exitCode !== exitCodes.unreachable) break;
    }
    this.finish(`${reason}, and it could not be made again`);
  }

  /** Undefined where it worked. */
  private async attempt(): Promise<CliError | undefined> {
    try {
      const link = await this.options.open();
      if (this.end === undefined) {
        this.mending = undefined;
        this.adopt(link);
        this.options.onBack();
      } else await link.close();
      return undefined;
    } catch (error) {
      return error instanceof CliError ? error : new CliError(String(error));
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.options.clock.setTimer(milliseconds, resolve);
    });
  }

  private finish(reason: string): void {
    this.end ??= reason;
    this.ended.resolve(this.end);
  }
}
