import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { PromptModule } from '../prompt/prompt.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SkillsModule } from '../skills/skills.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { RunJournal } from './journal/run-journal.service.js';
import { RunAdmission } from './run-admission.service.js';
import { RunExecutor } from './run-executor.service.js';
import { RunPlanner } from './run-planner.service.js';
import { RunRegistry } from './run-registry.js';
import { RunResourcesService } from './run-resources.service.js';
import { RunSupervisor } from './run-supervisor.service.js';
import { RunsService } from './runs.service.js';
import { Subagents } from './subagents.service.js';

@Module({
  imports: [AgentsModule, ProvidersModule, SessionsModule, SkillsModule, PromptModule, ToolsModule, WorkspaceModule],
  providers: [
    RunResourcesService,
    RunPlanner,
    RunRegistry,
    RunJournal,
    RunSupervisor,
    RunAdmission,
    Subagents,
    RunExecutor,
    RunsService,
  ],
  exports: [RunsService, RunJournal],
})
export class RunsModule {}
