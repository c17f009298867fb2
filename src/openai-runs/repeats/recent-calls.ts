import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { LedgerEntry } from './call-ledger.port.js';

/**
 * How long an answer may be asked for again, in milliseconds, and what is remembered besides the open calls: how many, and of how
 * many characters of JSON what their answers are made of.
 */
export const recentCallLimits = { milliseconds: 10 * 60_000, calls: 500, characters: 16_000_000 };

/**
 * `open`: its client listens. `lost`: its client left, or was answered with an error. `answered`: as far as the gateway knows, all
 * of its answer arrived; kept only where the run changed something.
 */
type CallState = 'open' | 'lost' | 'answered';

export interface RecentCall {
  entry: LedgerEntry;
  /** Whether the run ends when its client leaves. */
  isBound: boolean;
}

interface TrackedCall extends RecentCall {
  state: CallState;
  /** `Clock.monotonic` of the last change of the state. */
  since: number;
  /** Of its replay; not looked at while the call is open, since its run has the same at hand. */
  characters: number;
}

/** The calls without a key that this process has begun, by what became of their answers. */
@Injectable()
export class RecentCalls {
  /** By run; those whose answer is over are in the order in which that happened. */
  private readonly calls = new Map<string, TrackedCall>();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** From now on the call is the one that is answered here. */
  follow(call: RecentCall, response: ServerResponse): void {
    this.become(call, 'open');
    const settle = (): void => {
      if (!this.knows(call.entry.answer.runId)) return;
      const isLost = !response.writableFinished || response.statusCode >= 400;
      if (isLost || call.entry.sideEffect) this.become(call, isLost ? 'lost' : 'answered');
      else this.drop(call);
    };
    if (response.destroyed) settle();
    else response.once('close', settle);
  }

  /**
   * The call that a client means who asks once more: the last one that was lost, else the last one that was answered. Nobody else
   * is given it until it has been followed again.
   */
  take(fingerprint: string): RecentCall | undefined {
    this.forgetOldest();
    const alike = [...this.calls.values()].reverse().filter(({ entry }) => entry.fingerprint === fingerprint);
    const found = alike.find(({ state }) => state === 'lost') ?? alike.find(({ state }) => state === 'answered');
    if (found) this.become(found, 'open');
    return found;
  }

  /** Never gives it again, however its answer ends. */
  drop({ entry }: RecentCall): void {
    this.calls.delete(entry.answer.runId);
  }

  knows(runId: string): boolean {
    return this.calls.has(runId);
  }

  /** The runs of the calls like this one. */
  runsLike(fingerprint: string): string[] {
    const alike = [...this.calls.values()].filter(({ entry }) => entry.fingerprint === fingerprint);
    return alike.map(({ entry }) => entry.answer.runId);
  }

  private become({ entry, isBound }: RecentCall, state: CallState): void {
    const { runId } = entry.answer;
    this.calls.delete(runId);
    const characters = state === 'open' ? 0 : JSON.stringify(entry.answer.replay).length;
    this.calls.set(runId, { entry, isBound, state, since: this.clock.monotonic(), characters });
    if (this.calls.size > recentCallLimits.calls) this.forgetOldest();
    if (characters > 0) this.shortenOldest();
  }

  /** The entry itself, as it is the one that a run under way still has. */
  private shortenOldest(): void {
    let characters = 0;
    for (const call of [...this.calls.values()].reverse()) {
      characters += call.characters;
      if (characters <= recentCallLimits.characters) continue;
      characters -= call.characters;
      call.characters = 0;
      call.entry.answer = { ...call.entry.answer, replay: null };
    }
  }

  private forgetOldest(): void {
    const tooOld = this.clock.monotonic() - recentCallLimits.milliseconds;
    for (const [runId, { state, since }] of this.calls) {
      if (this.calls.size <= recentCallLimits.calls && since > tooOld) return;
      if (state !== 'open') this.calls.delete(runId);
    }
  }
}
