import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { SkillsSection } from '../config/config-sections.js';
import { Environment } from '../config/environment.js';
import { expandHome } from '../config/state-directory.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { type ScannedSource, type SkillChoice, chooseSkills } from './choose-skills.js';
import { SkillHost } from './skill-host.port.js';
import { SkillScanner } from './skill-scanner.service.js';
import { type SkillSource, sharedSource, workspaceSource } from './skill-source.js';

/** Looks for the skills of agents, in their workspaces first and then in `skills.dirs`. */
@Injectable()
export class SkillFinder {
  constructor(
    private readonly scanner: SkillScanner,
    private readonly workspaces: WorkspaceLocator,
    private readonly environment: Environment,
    @Inject(SkillsSection) private readonly section: SkillsSection,
    @Inject(SkillHost) private readonly host: SkillHost,
  ) {}

  /** Never rejects: what cannot be read is a problem. For a public agent nothing is looked at. */
  async find(agent: ResolvedAgent): Promise<SkillChoice> {
    if (agent.publicMode) return { skills: [], problems: [] };
    try {
      return await this.look(agent);
    } catch (error) {
      return { skills: [], problems: [`The skills of the agent ${agent.id} cannot be read: ${String(error)}`] };
    }
  }

  private async look(agent: ResolvedAgent): Promise<SkillChoice> {
    const workspace = await this.scan(workspaceSource(this.workspaces.locate(agent)));
    const problems: string[] = [];
    const shared: ScannedSource[] = [];
    for (const entry of new Set(this.section.current.dirs)) {
      const scanned = await this.scan(sharedSource(entry, expandHome(entry, this.environment)));
      if (scanned) shared.push(scanned);
      else problems.push(missingDirectory(entry));
    }
    const chosen = chooseSkills([...(workspace ? [workspace] : []), ...shared], agent, this.host);
    return { ...chosen, problems: [...problems, ...chosen.problems] };
  }

  private async scan(source: SkillSource): Promise<ScannedSource | undefined> {
    const scan = await this.scanner.scan(source);
    return scan && { source, scan };
  }
}

function missingDirectory(entry: string): string {
  return `skills.dirs: ${entry} does not exist. Make it, or take it out of the list.`;
}
