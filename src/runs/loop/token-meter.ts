import { type Usage, addUsage, noUsage } from '../../common/usage.js';

/** Counts the tokens of a run and of the subagents that work for it. */
export class TokenMeter {
  private used = noUsage;

  /** `limit` is in tokens, in and out; `parent` is the meter of the run that this one works for. */
  constructor(
    private readonly limit: number,
    private readonly parent?: TokenMeter,
  ) {}

  add(usage: Usage): void {
    this.used = addUsage(this.used, usage);
    this.parent?.add(usage);
  }

  get usage(): Usage {
    return this.used;
  }

  /** Whether nothing is left, here or for the run that this one works for. */
  get isSpent(): boolean {
    return this.used.inputTokens + this.used.outputTokens >= this.limit || (this.parent?.isSpent ?? false);
  }
}
