import { Inject, Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { StateDirectory } from '../config/state-directory.js';
import { stateFiles } from '../config/state-files.js';
import { SessionStore } from '../sessions/session-store.port.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoreChecks } from '../storage/store-checks.js';
import { AnsweringRuns } from './answering-runs.service.js';
import { Answers } from './answers.service.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { CallLedger } from './repeats/call-ledger.port.js';
import { DeletedAnswers } from './repeats/deleted-answers.service.js';
import { KnownRuns } from './repeats/known-runs.service.js';
import { LedgerKeeper } from './repeats/ledger-keeper.service.js';
import { KeyedCalls } from './repeats/keyed-calls.service.js';
import { RecentCalls } from './repeats/recent-calls.js';
import { Repeats } from './repeats/repeats.service.js';
import { CountedRetries } from './repeats/counted-retries.service.js';
import { CallOrigins } from './call-origins.service.js';
import { SqliteCallLedger } from './sqlite/sqlite-call-ledger.js';

/** What the endpoints of OpenAI's protocol share on the way into a run and out of it. */
@Module({
  imports: [AgentsModule, AttachmentsModule, AuthModule, ProvidersModule, RunsModule, SessionsModule, StorageModule],
  providers: [
    Answers,
    AnsweringRuns,
    AttachmentReader,
    CallOrigins,
    {
      provide: CallLedger,
      useFactory: (state: StateDirectory) => SqliteCallLedger.open(state.file(stateFiles.calls)),
      // After the sessions: a gateway that cannot open those makes no new files.
      inject: [StateDirectory, SessionStore],
    },
    DeletedAnswers,
    KnownRuns,
    LedgerKeeper,
    KeyedCalls,
    RecentCalls,
    Repeats,
    CountedRetries,
  ],
  exports: [Answers, AnsweringRuns, AttachmentReader, DeletedAnswers, Repeats, CallOrigins],
})
export class OpenaiRunsModule {
  constructor(checks: StoreChecks, @Inject(CallLedger) ledger: CallLedger) {
    checks.add('call ledger', ledger);
  }
}
