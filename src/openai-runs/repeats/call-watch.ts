import type { ServerResponse } from 'node:http';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { toldHeaders } from '../../http/run-headers.js';
import type { RunRequest } from '../../runs/run-request.js';
import type { AnswerRecord } from './answer-record.js';
import type { LedgerEntry } from './call-ledger.port.js';

/** A call whose run is about to begin. */
export interface BegunCall {
  runId: string;
  agent: Pick<ResolvedAgent, 'limits'>;
  /** These as in `AnswerRecord`. */
  isBound: boolean;
  replay: unknown;
  ownsEvents: boolean;
}

/** Sees to it that a call is known again, and that its run does nothing unnoted. */
export interface CallWatch {
  /** Whether the client gave a key, so that others may be told of the run: it is durable and read by itself. */
  readonly hasKey: boolean;
  /** The request as the run has to be started. */
  prepare(request: RunRequest): RunRequest;
  /** The run may not be read before this resolves. Rejects with `CallLedgerError`. */
  begin(call: BegunCall): Promise<void>;
}

/** For clients that do not show when they ask again. */
export const unwatched: CallWatch = {
  hasKey: false,
  prepare: (request) => request,
  begin: () => Promise.resolve(),
};

/** Where entries are written to. Rejects with `CallLedgerError`. */
export interface EntryWriter {
  /** When it resolves, the entry is on disk. */
  put(entry: LedgerEntry): Promise<unknown>;
}

/** What the entry of a call says of it, whatever its run. */
export type CallTraits = Pick<LedgerEntry, 'hasKey' | 'credentialId' | 'fingerprint' | 'rights' | 'createdAt'>;

/** What kind of entry a call gets. */
export interface EntryPlan extends CallTraits {
  place(call: BegunCall): Pick<LedgerEntry, 'id' | 'expiresAt'>;
  /** Is given the entry before the run begins; its `sideEffect` follows the run. */
  keep(entry: LedgerEntry): Promise<void>;
}

/** Makes the entry of a call, and notes in the ledger before its run changes anything. */
export class LedgerWatch implements CallWatch {
  private entry: LedgerEntry | undefined;

  constructor(
    private readonly ledger: EntryWriter,
    private readonly response: ServerResponse,
    private readonly plan: EntryPlan,
  ) {}

  get hasKey(): boolean {
    return this.plan.hasKey;
  }

  prepare(request: RunRequest): RunRequest {
    return { ...request, beforeSideEffect: () => this.mark() };
  }

  async begin(call: BegunCall): Promise<void> {
    const { runId, replay, ownsEvents, isBound } = call;
    const answer: AnswerRecord = { runId, headers: toldHeaders(this.response), replay, ownsEvents, isBound };
    this.entry = { ...traitsOf(this.plan), ...this.plan.place(call), sideEffect: false, answer };
    await this.plan.keep(this.entry);
  }

  private async mark(): Promise<void> {
    if (!this.entry) throw new Error('A run was read before its call was noted.');
    await this.ledger.put({ ...this.entry, sideEffect: true });
    this.entry.sideEffect = true;
  }
}

function traitsOf({ hasKey, credentialId, fingerprint, rights, createdAt }: CallTraits): CallTraits {
  return { hasKey, credentialId, fingerprint, rights, createdAt };
}
