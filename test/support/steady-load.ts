import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { bearer } from './key-file.js';

export interface SentRequest {
  secret: string;
  /** Milliseconds since the epoch, before it left. */
  sentAt: number;
  /** Milliseconds since the epoch, when the status was there. */
  answeredAt: number;
  /** Of the answer; 0 where there was none. */
  status: number;
}

/** No more are under way at a time: a machine that cannot keep up is asked less often, and is not buried. */
const mostUnanswered = 64;

/** Asks for the models at a steady rate, however long the answers take, each time with the next of the secrets. */
export class SteadyLoad {
  private readonly pool: Pool;
  private readonly sent: Promise<SentRequest>[] = [];
  /** In the order of the answers. */
  readonly answered: SentRequest[] = [];
  private readonly sending: Promise<void>;
  private isStopped = false;

  /** `secrets` are asked for anew for each request. */
  constructor(
    url: string,
    private readonly perSecond: number,
    private readonly secrets: () => readonly string[],
  ) {
    this.pool = new Pool(url, { connections: 32 });
    this.sending = this.sendUntilStopped();
  }

  /** Resolves when everything is answered, to what was sent, in that order. */
  async stop(): Promise<SentRequest[]> {
    this.isStopped = true;
    await this.sending;
    const all = await Promise.all(this.sent);
    await this.pool.close();
    return all;
  }

  private async sendUntilStopped(): Promise<void> {
    const start = performance.now();
    while (!this.isStopped) {
      const due = ((performance.now() - start) / 1_000) * this.perSecond;
      while (this.sent.length < Math.min(due, this.answered.length + mostUnanswered)) this.sent.push(this.send());
      await pause(2);
    }
  }

  private async send(): Promise<SentRequest> {
    const secrets = this.secrets();
    const secret = secrets[this.sent.length % secrets.length] ?? '';
    const sentAt = Date.now();
    const status = await this.ask(secret).catch(() => 0);
    const request = { secret, sentAt, answeredAt: Date.now(), status };
    this.answered.push(request);
    return request;
  }

  private async ask(secret: string): Promise<number> {
    const { statusCode, body } = await this.pool.request({
      method: 'GET',
      path: '/v1/models',
      headers: bearer(secret),
    });
    await body.dump();
    return statusCode;
  }
}
