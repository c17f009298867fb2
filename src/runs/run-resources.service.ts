import { Injectable } from '@nestjs/common';
import type { ResolvedModel } from '../providers/resolved-model.js';
import type { Skill } from '../skills/skill.js';
import { SkillsService } from '../skills/skills.service.js';
import { readToolName } from '../tools/builtin/read.tool.js';
import { ToolCatalog, type ToolSet } from '../tools/tool-catalog.service.js';
import type { Tool } from '../tools/tool.port.js';
import { WorkspaceScopes } from '../workspace/workspace-scope.service.js';
import type { RunRequest } from './run-request.js';
import type { RunResources } from './run-resources.js';

/** What the resources of a run depend on besides its request. */
export interface ResourceQuery {
  /** Every model that the run may ask. */
  models: readonly ResolvedModel[];
  /** How deep the run may start subagents. */
  subagentDepth: number;
  signal: AbortSignal;
}

/** Decides what a run may use: tools, skills and files. */
@Injectable()
export class RunResourcesService {
  constructor(
    private readonly catalog: ToolCatalog,
    private readonly skills: SkillsService,
    private readonly scopes: WorkspaceScopes,
  ) {}

  /** Rejects only when the signal aborts. */
  async forRun(request: RunRequest, query: ResourceQuery): Promise<RunResources> {
    const { agent, owner, clientTools } = request;
    const toolSet = await this.decideTools(request, query);
    const ownTools = toolSet.decisions.filter(({ kept }) => kept).map(({ tool }) => tool);
    const skills = await this.readableSkills(request, ownTools);
    const skillRoots = skills.flatMap(({ readableRoot }) => readableRoot ?? []);
    return {
      ...toolSet,
      ownTools,
      toolDefinitions: [...ownTools.map((tool) => tool.definition), ...clientTools],
      skills,
      files: this.scopes.forRun(agent, owner.isOwner, skillRoots),
    };
  }

  private async decideTools(request: RunRequest, query: ResourceQuery): Promise<ToolSet> {
    const { agent, owner, credential, clientTools, withoutOwnTools } = request;
    if (withoutOwnTools) return { decisions: [], unasked: [] };
    return this.catalog.forRun({
      ...query,
      agent,
      isOwner: owner.isOwner,
      credential,
      clientToolNames: clientTools.map((tool) => tool.name),
      models: query.models.map((model) => model.ref),
    });
  }

  /** A skill is of no use to a run that cannot read it. */
  private async readableSkills({ agent }: RunRequest, ownTools: readonly Tool[]): Promise<readonly Skill[]> {
    const canRead = ownTools.some((tool) => tool.definition.name === readToolName);
    return canRead ? this.skills.forAgent(agent) : [];
  }
}
