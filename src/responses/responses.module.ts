import { Inject, Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { StateDirectory } from '../config/state-directory.js';
import { stateFiles } from '../config/state-files.js';
import { OpenaiRunsModule } from '../openai-runs/openai-runs.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { SessionStore } from '../sessions/session-store.port.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoreChecks } from '../storage/store-checks.js';
import { KeptResponsesController } from './kept-responses.controller.js';
import { KeptResponses } from './kept-responses.service.js';
import { KeptItems } from './kept-items.service.js';
import { ReferencedItems } from './referenced-items.service.js';
import { ResponseAccess } from './response-access.service.js';
import { ResponseCompaction } from './response-compaction.service.js';
import { ResponsePruner } from './response-pruner.service.js';
import { ResponseRemoval } from './response-removal.service.js';
import { ResponseRequestReader } from './response-request-reader.service.js';
import { ResponseRuns } from './response-runs.service.js';
import { ResponseSessions } from './response-sessions.service.js';
import { ResponseStore } from './response-store.port.js';
import { ResponseViews } from './response-views.service.js';
import { ResponsesController } from './responses.controller.js';
import { ResponsesService } from './responses.service.js';
import { SqliteResponseStore } from './sqlite/sqlite-response-store.js';

@Module({
  imports: [AgentsModule, AuthModule, OpenaiRunsModule, RunsModule, SessionsModule, StorageModule],
  controllers: [ResponsesController, KeptResponsesController],
  providers: [
    {
      provide: ResponseStore,
      useFactory: (state: StateDirectory) => SqliteResponseStore.open(state.file(stateFiles.responses)),
      // After the sessions: a gateway that cannot open those makes no new files.
      inject: [StateDirectory, SessionStore],
    },
    ResponseAccess,
    ResponseCompaction,
    ResponsePruner,
    ResponseRemoval,
    ResponseRequestReader,
    ResponseRuns,
    ResponseSessions,
    ResponseViews,
    KeptItems,
    ReferencedItems,
    KeptResponses,
    ResponsesService,
  ],
  // For the same responses over a WebSocket.
  exports: [OpenaiRunsModule, ResponseRequestReader, ResponseRuns],
})
export class ResponsesModule {
  constructor(checks: StoreChecks, @Inject(ResponseStore) store: ResponseStore) {
    checks.add('response store', store);
  }
}
