import { Pool } from 'undici';

/**
 * The keep-alive connections to one origin. They are opened at the first call. After `retire` they are closed as soon
 * as no call runs; a run that still holds the provider may go on calling.
 */
export class UpstreamPool {
  private pool: Pool | undefined;
  private running = 0;
  private retired = false;

  constructor(private readonly origin: string) {}

  /** To be followed by one `release`. */
  acquire(): Pool {
    this.running++;
    this.pool ??= openPool(this.origin);
    return this.pool;
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
    const { pool } = this;
    this.pool = undefined;
    await pool?.destroy();
  }

  private async closeIfIdle(): Promise<void> {
    if (!this.retired || this.running > 0) return;
    const { pool } = this;
    this.pool = undefined;
    await pool?.close();
  }
}

/**
 * The time limits are the call's own. HTTP/2 is off, because there an abort ends a stream and not the connection, and
 * calls would share one connection's flow control.
 */
function openPool(origin: string): Pool {
  return new Pool(origin, { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000, allowH2: false });
}
