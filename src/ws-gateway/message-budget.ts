/** Messages that may come at once, and a second. */
const burst = 500;
const perSecond = 250;
/** Messages beyond that after which a client is not listened to any more, unless it pauses until there is room for a burst. */
const patience = 1_000;

export type Verdict = 'taken' | 'refused' | 'hopeless';

/** How many messages a connection may still send: a bucket that fills as time goes by. */
export class MessageBudget {
  private left = burst;
  private refused = 0;

  /** `now` in monotonic milliseconds. */
  constructor(private at: number) {}

  take(now: number): Verdict {
    this.left = Math.min(burst, this.left + ((now - this.at) * perSecond) / 1000);
    this.at = now;
    if (this.left === burst) this.refused = 0;
    if (this.left >= 1) {
      this.left -= 1;
      return 'taken';
    }
    this.refused += 1;
    return this.refused > patience ? 'hopeless' : 'refused';
  }

  /** Milliseconds until there is room for one more. */
  get waitMilliseconds(): number {
    return Math.max(1, Math.ceil(((1 - this.left) * 1000) / perSecond));
  }
}
