import type { Dispatcher } from 'undici';

/**
 * The keep-alive connections of one provider, opened at its first call. After `retire` they are closed as soon as no
 * call runs; a run that still holds the provider may go on calling.
 */
export class UpstreamConnections {
  private dispatcher: Dispatcher | undefined;
  private running = 0;
  private retired = false;

  constructor(private readonly open: () => Dispatcher) {}

  /** To be followed by one `release`. */
  acquire(): Dispatcher {
    this.running++;
    this.dispatcher ??= this.open();
    return this.dispatcher;
  }

  async release(): Promise<void> {
    this.running--;
    await this.closeIfIdle();
  }

  async retire(): Promise<void> {
    this.retired = true;
    await this.closeIfIdle();
  }

  /** Closes everything now; calls that run end with an error. */
  async destroy(): Promise<void> {
    this.retired = true;
    const { dispatcher } = this;
    this.dispatcher = undefined;
    await dispatcher?.destroy();
  }

  private async closeIfIdle(): Promise<void> {
    if (!this.retired || this.running > 0) return;
    const { dispatcher } = this;
    this.dispatcher = undefined;
    await dispatcher?.close();
  }
}
