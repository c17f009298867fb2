import { type Usage, addUsage, noUsage } from '../../common/usage.js';

/** Counts the tokens of a run and of the subagents that work for it. */
export class TokenMeter {
  private used = noUsage;
  private unreported = 0;

  /** `limit` is in tokens, in and out; `parent` is the meter of the run that this one works for. */
  constructor(
    private readonly limit: number,
    private readonly parent?: TokenMeter,
  ) {}

  add(usage: Usage): void {
    this.used = addUsage(this.used, usage);
    this.parent?.add(usage);
  }

  /** Adds an estimate of what was used without a provider's word for it. It is booked, and is no part of the usage. */
  addUnreported(tokens: number): void {
    this.unreported += tokens;
    this.parent?.addUnreported(tokens);
  }

  /** What the run is booked with, in and out. */
  get booked(): number {
    return this.used.inputTokens + this.used.outputTokens + this.unreported;
  }

  get usage(): Usage {
    return this.used;
  }

  /** Whether nothing is left, here or for the run that this one works for. */
  get isSpent(): boolean {
    return this.used.inputTokens + this.used.outputTokens >= this.limit || (this.parent?.isSpent ?? false);
  }
}
