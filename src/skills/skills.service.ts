import { Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { SkillFinder } from './skill-finder.service.js';
import type { Skill } from './skill.js';
import { SkillsCheck } from './skills-check.service.js';

/** Finds the skills of an agent. */
@Injectable()
export class SkillsService {
  constructor(
    private readonly finder: SkillFinder,
    private readonly check: SkillsCheck,
  ) {}

  /** The skills that the agent may use, by name; none for a public agent. Never rejects. */
  async forAgent(agent: ResolvedAgent): Promise<readonly Skill[]> {
    const { skills, problems } = await this.finder.find(agent);
    this.check.tell(problems);
    return skills;
  }
}
