import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import { resolveAgentPublicMode } from '../agents/resolve-agents.js';
import { ConfigService } from '../config/config.service.js';
import { AgentsSection } from '../config/config-sections.js';
import { ConfigurationCheck } from '../config/configuration-check.js';
import { SkillFinder } from './skill-finder.service.js';

/** Tells what is wrong with the skills. */
@Injectable()
export class SkillsCheck extends ConfigurationCheck {
  constructor(
    config: ConfigService,
    private readonly finder: SkillFinder,
    private readonly agents: AgentResolverService,
    @Inject(AgentsSection) private readonly section: AgentsSection,
  ) {
    super(config);
  }

  protected async problems(): Promise<string[]> {
    const found: string[] = this.uselessSettings();
    for (const agent of this.agents.list()) found.push(...(await this.finder.find(agent)).problems);
    return [...new Set(found)];
  }

  private uselessSettings(): string[] {
    const agents = this.section.current;
    return agents.list
      .filter((agent) => resolveAgentPublicMode(agent, agents) && (agent.skills?.length ?? 0) > 0)
      .map(({ id }) => `The agent ${id} is public and has no skills; its setting skills has no effect.`);
  }
}
