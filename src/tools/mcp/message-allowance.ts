import type { Clock } from '../../common/clock.js';

/** What a server may send unasked: so much at once, and in the long run so much per second. */
const messages = { atOnce: 10_000, perSecond: 1_000 };
const characters = { atOnce: 16_000_000, perSecond: 250_000 };

/** Bounds what a server sends without being asked; a flood would leave the gateway no time for anything else. */
export class MessageAllowance {
  private usedMessages = 0;
  private usedCharacters = 0;
  private countedAt: number;

  constructor(private readonly clock: Clock) {
    this.countedAt = clock.monotonic();
  }

  /** Counts one message; false when it is too much. */
  take(length: number): boolean {
    const now = this.clock.monotonic();
    const seconds = (now - this.countedAt) / 1000;
    this.countedAt = now;
    this.usedMessages = Math.max(0, this.usedMessages - seconds * messages.perSecond) + 1;
    this.usedCharacters = Math.max(0, this.usedCharacters - seconds * characters.perSecond) + length;
    return this.usedMessages <= messages.atOnce && this.usedCharacters <= characters.atOnce;
  }
}
