import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { beyondShares } from '../../common/beyond-shares.js';
import { Clock } from '../../common/clock.js';
import type { LedgerEntry } from './call-ledger.port.js';

/**
 * How long an answer may be asked for again, in milliseconds, and what is remembered besides the open calls: how many, and of how
 * many characters of JSON what their answers are made of. Beyond it the oldest go of the credential that has the most.
 */
export const recentCallLimits = { milliseconds: 10 * 60_000, calls: 500, characters: 16_000_000 };

/**
 * `open`: its client listens. `lost`: its client left, or was answered with an error. `answered`: as far as the gateway knows, all
 * of its answer arrived; kept only where the run changed something.
 */
type CallState = 'open' | 'lost' | 'answered';

interface TrackedCall {
  entry: LedgerEntry;
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
  follow(entry: LedgerEntry, response: ServerResponse): void {
    const { runId } = entry.answer;
    this.become(entry, 'open');
    const settle = (): void => {
      if (!this.knows(runId)) return;
      const isLost = !response.writableFinished || response.statusCode >= 400;
      if (isLost || entry.sideEffect) this.become(entry, isLost ? 'lost' : 'answered');
      else this.drop(runId);
    };
    if (response.destroyed) settle();
    else response.once('close', settle);
  }

  /**
   * The call that a client means who asks once more: the last one that was lost, else the last one that was answered. Nobody else
   * is given it until it has been followed again.
   */
  take(fingerprint: string): LedgerEntry | undefined {
    this.forgetOld();
    const alike = this.newestFirst().filter(({ entry }) => entry.fingerprint === fingerprint);
    const found = alike.find(({ state }) => state === 'lost') ?? alike.find(({ state }) => state === 'answered');
    if (found) this.become(found.entry, 'open');
    return found?.entry;
  }

  /** Never gives it again, however its answer ends. */
  drop(runId: string): void {
    this.calls.delete(runId);
  }

  knows(runId: string): boolean {
    return this.calls.has(runId);
  }

  /** The runs of the calls like this one. */
  runsLike(fingerprint: string): string[] {
    const alike = [...this.calls.values()].filter(({ entry }) => entry.fingerprint === fingerprint);
    return alike.map(({ entry }) => entry.answer.runId);
  }

  private become(entry: LedgerEntry, state: CallState): void {
    const { runId } = entry.answer;
    this.calls.delete(runId);
    const characters = state === 'open' ? 0 : JSON.stringify(entry.answer.replay).length;
    this.calls.set(runId, { entry, state, since: this.clock.monotonic(), characters });
    if (this.calls.size > recentCallLimits.calls) this.forgetOld();
    if (characters > 0) this.shorten();
  }

  /** The entry itself, as it is the one that a run under way still has. */
  private shorten(): void {
    const { characters: room } = recentCallLimits;
    for (const call of beyondShares(this.newestFirst(), { holder, size: ({ characters }) => characters, room })) {
      call.characters = 0;
      call.entry.answer = { ...call.entry.answer, replay: null };
    }
  }

  private forgetOld(): void {
    const tooOld = this.clock.monotonic() - recentCallLimits.milliseconds;
    const over = this.newestFirst().filter(({ state }) => state !== 'open');
    const recent = over.filter(({ since }) => since > tooOld);
    const beyond = beyondShares(recent, { holder, size: () => 1, room: recentCallLimits.calls });
    for (const { entry } of [...over.slice(recent.length), ...beyond]) this.drop(entry.answer.runId);
  }

  private newestFirst(): TrackedCall[] {
    return [...this.calls.values()].reverse();
  }
}

function holder({ entry }: TrackedCall): string {
  return entry.credentialId;
}
