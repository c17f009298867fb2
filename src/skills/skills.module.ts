import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { SkillFinder } from './skill-finder.service.js';
import { SkillHost } from './skill-host.port.js';
import { SkillScanner } from './skill-scanner.service.js';
import { SkillsCheck } from './skills-check.service.js';
import { SkillsService } from './skills.service.js';
import { SystemSkillHost } from './system-skill-host.js';

@Module({
  imports: [AgentsModule, WorkspaceModule],
  providers: [{ provide: SkillHost, useClass: SystemSkillHost }, SkillScanner, SkillFinder, SkillsCheck, SkillsService],
  exports: [SkillsCheck, SkillsService],
})
export class SkillsModule {}
