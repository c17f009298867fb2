import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import { resolveAgentPublicMode } from '../agents/resolve-agents.js';
import { AgentsSection, SkillsSection } from '../config/config-sections.js';
import { SkillFinder } from './skill-finder.service.js';

/** Problems that are told at once; a directory of something else would bring hundreds. */
const maxTold = 50;
const maxRemembered = 10_000;

/**
 * Tells what is wrong with the skills. At the start whoever starts the gateway logs `warnings()`; what comes later, by a reload
 * or a changed file, is logged here.
 */
@Injectable()
export class SkillsCheck implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SkillsCheck.name);
  private readonly told = new Set<string>();
  private stopListening: (() => void)[] = [];

  constructor(
    private readonly finder: SkillFinder,
    private readonly agents: AgentResolverService,
    @Inject(AgentsSection) private readonly agentsSection: AgentsSection,
    @Inject(SkillsSection) private readonly skillsSection: SkillsSection,
  ) {}

  async onModuleInit(): Promise<void> {
    this.remember(await this.problems());
    this.stopListening = [this.agentsSection, this.skillsSection].map((each) => each.onChange(() => this.check()));
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
  }

  /** For the configuration and the files as they are now, one line each. */
  async warnings(): Promise<string[]> {
    return shortened(await this.problems());
  }

  /** Logs those that have not been told yet. */
  tell(problems: readonly string[]): void {
    const news = problems.filter((problem) => !this.told.has(problem));
    this.remember(news);
    for (const problem of shortened(news)) this.logger.warn(problem);
  }

  private check(): void {
    this.problems()
      .then((problems) => this.tell(problems))
      .catch((error: unknown) => this.logger.error(`The skills could not be checked: ${String(error)}`));
  }

  private async problems(): Promise<string[]> {
    const found: string[] = this.uselessSettings();
    for (const agent of this.agents.list()) found.push(...(await this.finder.find(agent)).problems);
    return [...new Set(found)];
  }

  private uselessSettings(): string[] {
    const agents = this.agentsSection.current;
    return agents.list
      .filter((agent) => resolveAgentPublicMode(agent, agents) && (agent.skills?.length ?? 0) > 0)
      .map(({ id }) => `The agent ${id} is public and has no skills; its setting skills has no effect.`);
  }

  private remember(problems: readonly string[]): void {
    if (this.told.size > maxRemembered) this.told.clear();
    for (const problem of problems) this.told.add(problem);
  }
}

function shortened(problems: readonly string[]): string[] {
  const left = problems.length - maxTold;
  return left > 0 ? [...problems.slice(0, maxTold), `… and ${left} more problems with skills.`] : [...problems];
}
