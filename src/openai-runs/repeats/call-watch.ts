import type { ServerResponse } from 'node:http';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { toldHeaders } from '../../http/run-headers.js';
import type { RunRequest } from '../../runs/run-request.js';
import type { AnswerRecord } from './answer-record.js';
import type { CallLedger, LedgerEntry } from './call-ledger.port.js';

/** A call whose run is about to begin. */
export interface BegunCall {
  runId: string;
  agent: Pick<ResolvedAgent, 'limits'>;
  /** Whether the run ends when the client leaves. */
  isBound: boolean;
  told: unknown;
  /** See `AnswerRecord`. */
  ownsStory: boolean;
}

/** Sees to it that a call is known again, and that its run does nothing unnoted. */
export interface CallWatch {
  /** Whether the client gave a key, so that others may be told of the run: it is durable and read by itself. */
  readonly isNamed: boolean;
  /** The request as the run has to be started. */
  prepare(request: RunRequest): RunRequest;
  /** The run may not be read before this resolves. Rejects with `RunArchiveError`. */
  begin(call: BegunCall): Promise<void>;
}

/** For clients that do not show when they ask again. */
export const unwatched: CallWatch = {
  isNamed: false,
  prepare: (request) => request,
  begin: () => Promise.resolve(),
};

/** What kind of entry a call gets. */
export interface EntryPlan extends Pick<LedgerEntry, 'isNamed' | 'fingerprint' | 'createdAt'> {
  place(call: BegunCall): Pick<LedgerEntry, 'id' | 'expiresAt'>;
  /** Is given the entry before the run begins; its `sideEffect` follows the run. */
  keep(entry: LedgerEntry): Promise<void>;
}

/** Makes the entry of a call, and notes in the ledger before its run changes anything. */
export class LedgerWatch implements CallWatch {
  private entry: LedgerEntry | undefined;

  constructor(
    private readonly ledger: CallLedger,
    private readonly response: ServerResponse,
    private readonly plan: EntryPlan,
  ) {}

  get isNamed(): boolean {
    return this.plan.isNamed;
  }

  prepare(request: RunRequest): RunRequest {
    return { ...request, beforeSideEffect: () => this.mark() };
  }

  async begin(call: BegunCall): Promise<void> {
    const { isNamed, fingerprint, createdAt } = this.plan;
    const { runId, told, ownsStory } = call;
    const answer: AnswerRecord = { runId, headers: toldHeaders(this.response), told, ownsStory };
    this.entry = { ...this.plan.place(call), isNamed, fingerprint, createdAt, sideEffect: false, answer };
    await this.plan.keep(this.entry);
  }

  private async mark(): Promise<void> {
    if (!this.entry) throw new Error('A run was read before its call was noted.');
    await this.ledger.put({ ...this.entry, sideEffect: true });
    this.entry.sideEffect = true;
  }
}
