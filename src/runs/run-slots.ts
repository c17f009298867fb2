import { abortReason } from '../common/abort.js';
import { DrainingError, TooManyRunsError } from './runs.errors.js';

/** Gives a slot back. To be called once. */
export type LeaveSlot = () => void;

export interface SlotLimits {
  /** Runs under way at the same time. */
  total: number;
  /** Runs that wait for a slot. */
  queued: number;
}

interface Waiter {
  agentId: string;
  perAgent: number;
  enter(leave: LeaveSlot): void;
  refuse(reason: Error): void;
}

/**
 * The runs under way, per agent and in all, and those that wait for their turn. Agents with waiting runs take turns; the runs
 * of one agent go first come first served.
 */
export class RunSlots {
  private total = 0;
  private readonly byAgent = new Map<string, number>();
  /** Those who wait, by agent; the agent whose turn it is comes first. */
  private readonly line = new Map<string, Set<Waiter>>();
  private closed = false;

  /** `limits` is asked anew each time, since the configuration may change. */
  constructor(private readonly limits: () => SlotLimits) {}

  /**
   * Waits for a slot. Rejects with `TooManyRunsError` (429) at once when the line is full, with the signal's reason as soon as
   * it aborts, and with `DrainingError` (503) when the line is closed.
   */
  enter(agentId: string, perAgent: number, signal: AbortSignal): Promise<LeaveSlot> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      const leaveLine = (): void => {
        waiter.refuse(abortReason(signal));
      };
      const waiter: Waiter = {
        agentId,
        perAgent,
        enter: (leave) => {
          this.remove(waiter);
          signal.removeEventListener('abort', leaveLine);
          resolve(leave);
        },
        refuse: (reason) => {
          this.remove(waiter);
          signal.removeEventListener('abort', leaveLine);
          reject(reason);
        },
      };
      signal.addEventListener('abort', leaveLine, { once: true });
      this.add(waiter);
      this.admit();
      this.refuseWithoutRoom(waiter);
    });
  }

  /** Refuses those who wait, and from now on whoever would have to. */
  close(): void {
    this.closed = true;
    for (const waiter of [...this.line.values()].flatMap((waiters) => [...waiters])) waiter.refuse(new DrainingError());
  }

  private add(waiter: Waiter): void {
    const waiters = this.line.get(waiter.agentId) ?? new Set();
    this.line.set(waiter.agentId, waiters.add(waiter));
  }

  private remove(waiter: Waiter): void {
    const waiters = this.line.get(waiter.agentId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.line.delete(waiter.agentId);
  }

  /** Lets in whoever may be; afterwards nobody waits who need not. */
  private admit(): void {
    for (let next = this.next(); next; next = this.next()) {
      const { agentId } = next;
      this.total += 1;
      this.byAgent.set(agentId, this.countOf(agentId) + 1);
      next.enter(this.leaver(agentId));
      this.moveToEnd(agentId);
    }
  }

  private next(): Waiter | undefined {
    if (this.total >= this.limits().total) return undefined;
    for (const [first] of this.line.values()) {
      if (this.countOf(first.agentId) < first.perAgent) return first;
    }
    return undefined;
  }

  private moveToEnd(agentId: string): void {
    const waiters = this.line.get(agentId);
    if (!waiters) return;
    this.line.delete(agentId);
    this.line.set(agentId, waiters);
  }

  private refuseWithoutRoom(waiter: Waiter): void {
    const { agentId, perAgent } = waiter;
    if (!this.line.get(agentId)?.has(waiter)) return;
    const queued = [...this.line.values()].reduce((sum, waiters) => sum + waiters.size, 0);
    if (this.closed) waiter.refuse(new DrainingError());
    else if (queued > this.limits().queued)
      waiter.refuse(new TooManyRunsError(this.countOf(agentId) >= perAgent ? 'agent' : 'gateway'));
  }

  private leaver(agentId: string): LeaveSlot {
    return () => {
      this.total -= 1;
      const left = this.countOf(agentId) - 1;
      if (left > 0) this.byAgent.set(agentId, left);
      else this.byAgent.delete(agentId);
      this.admit();
    };
  }

  private countOf(agentId: string): number {
    return this.byAgent.get(agentId) ?? 0;
  }
}
