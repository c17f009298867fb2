import { Inject, Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { KeyRing } from '../auth/keys/key-ring.service.js';
import { EgressModule } from '../egress/egress.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { PromptModule } from '../prompt/prompt.module.js';
import { SessionStore } from '../sessions/session-store.port.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SkillsModule } from '../skills/skills.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { StateDirectory } from '../config/state-directory.js';
import { stateFiles } from '../config/state-files.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoreChecks } from '../storage/store-checks.js';
import { BoundedWork } from './bounded-work.service.js';
import { DurableRuns } from './journal/durable-runs.service.js';
import { RunArchive } from './journal/run-archive.port.js';
import { RunJournal } from './journal/run-journal.service.js';
import { ModelOverride } from './model-override.service.js';
import { RevokedRuns } from './revoked-runs.service.js';
import { RunAudit } from './run-audit.service.js';
import { RunAdmission } from './run-admission.service.js';
import { RunExecutor } from './run-executor.service.js';
import { RunPlanner } from './run-planner.service.js';
import { RunRegistry } from './run-registry.js';
import { RunResourcesService } from './run-resources.service.js';
import { RunSupervisor } from './run-supervisor.service.js';
import { KeyEndedError } from './runs.errors.js';
import { RunsService } from './runs.service.js';
import { SqliteRunArchive } from './sqlite/sqlite-run-archive.js';
import { Subagents } from './subagents.service.js';

@Module({
  imports: [
    AgentsModule,
    AuthModule,
    EgressModule,
    ProvidersModule,
    SessionsModule,
    SkillsModule,
    PromptModule,
    ToolsModule,
    WorkspaceModule,
    StorageModule,
  ],
  providers: [
    RunResourcesService,
    RunPlanner,
    {
      provide: RunRegistry,
      useFactory: (keys: KeyRing) =>
        new RunRegistry((credential) => (keys.standing(credential) === 'ended' ? new KeyEndedError() : undefined)),
      inject: [KeyRing],
    },
    RevokedRuns,
    RunJournal,
    {
      provide: RunArchive,
      useFactory: (state: StateDirectory) => SqliteRunArchive.open(state.file(stateFiles.runs)),
      // After the sessions: a gateway that cannot open those makes no new files.
      inject: [StateDirectory, SessionStore],
    },
    DurableRuns,
    RunAudit,
    RunSupervisor,
    RunAdmission,
    Subagents,
    RunExecutor,
    RunsService,
    BoundedWork,
    ModelOverride,
  ],
  exports: [RunsService, BoundedWork, ModelOverride, RunJournal, DurableRuns],
})
export class RunsModule {
  constructor(checks: StoreChecks, @Inject(RunArchive) archive: RunArchive) {
    checks.add('run archive', archive);
  }
}
