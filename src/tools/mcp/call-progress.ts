import type { Clock } from '../../common/clock.js';
import { limitText } from '../../common/limit-text.js';
import type { McpProgress } from './mcp-connector.port.js';

const pauseMilliseconds = 100;
const longestText = 500;

/** Shows the progress of one call: what comes too soon after the last is left out, and nothing is shown after the end. */
export class CallProgress {
  private nextAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly showText: (text: string) => void,
  ) {}

  show({ progress, total, message }: McpProgress): void {
    const now = this.clock.monotonic();
    if (now < this.nextAt) return;
    this.nextAt = now + pauseMilliseconds;
    const amount = total === undefined ? String(progress) : `${progress}/${total}`;
    this.showText(limitText(message?.trim() ? `${amount} ${message.trim()}` : amount, longestText));
  }

  end(): void {
    this.nextAt = Infinity;
  }
}
