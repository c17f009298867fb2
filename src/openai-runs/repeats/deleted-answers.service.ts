import { Inject, Injectable } from '@nestjs/common';
import { CallLedger } from './call-ledger.port.js';
import { RecentCalls } from './recent-calls.js';

/** For answers that can be asked for by an id of theirs, and deleted by it. */
@Injectable()
export class DeletedAnswers {
  constructor(
    @Inject(CallLedger) private readonly ledger: CallLedger,
    private readonly recent: RecentCalls,
  ) {}

  /**
   * From now on nobody who asks again is given the answer of this run. That its call was made stays known, so it is not made again.
   * Rejects with `CallLedgerError`.
   */
  async strike(runId: string): Promise<void> {
    this.recent.drop(runId);
    await this.ledger.strike(runId);
  }
}
