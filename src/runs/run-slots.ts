import { TooManyRunsError } from './runs.errors.js';

/** Counts the runs under way, per agent and in all. */
export class RunSlots {
  private total = 0;
  private readonly byAgent = new Map<string, number>();

  /** Takes a slot and returns what gives it back. Throws `TooManyRunsError` (429) when there is none. */
  enter(agentId: string, limits: { perAgent: number; total: number }): () => void {
    const ofAgent = this.byAgent.get(agentId) ?? 0;
    if (ofAgent >= limits.perAgent) throw new TooManyRunsError('agent');
    if (this.total >= limits.total) throw new TooManyRunsError('gateway');
    this.total += 1;
    this.byAgent.set(agentId, ofAgent + 1);
    return () => {
      this.leave(agentId);
    };
  }

  private leave(agentId: string): void {
    this.total -= 1;
    const left = (this.byAgent.get(agentId) ?? 1) - 1;
    if (left > 0) this.byAgent.set(agentId, left);
    else this.byAgent.delete(agentId);
  }
}
