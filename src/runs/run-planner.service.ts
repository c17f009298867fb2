import { Injectable } from '@nestjs/common';
import { promptText } from '../prompt/build-prompt.js';
import { PromptService } from '../prompt/prompt.service.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import type { SessionKey } from '../sessions/session-key.js';
import { type OpenSession, SessionsService } from '../sessions/sessions.service.js';
import { SkillsService } from '../skills/skills.service.js';
import { spawnToolName } from '../tools/builtin/sessions-spawn.tool.js';
import { ToolCatalog } from '../tools/tool-catalog.service.js';
import type { ToolDecision } from '../tools/policy/tool-policy.js';
import { WorkspaceScopes } from '../workspace/workspace-scope.service.js';
import type { RunPlan } from './run-plan.js';
import type { RunRequest } from './run-request.js';
import { rootSubagentDepth } from './run-state.js';
import { toModelRequest } from './to-model-request.js';

/** Decides what a run is made of. Changes nothing, so that it can also be asked what a run would be. */
@Injectable()
export class RunPlanner {
  constructor(
    private readonly models: ModelRegistryService,
    private readonly sessions: SessionsService,
    private readonly catalog: ToolCatalog,
    private readonly skills: SkillsService,
    private readonly prompts: PromptService,
    private readonly scopes: WorkspaceScopes,
  ) {}

  /**
   * `subagentDepth` is how deep the run may start subagents. Rejects where a session cannot be read or is not for this caller,
   * or no model is configured.
   */
  async plan(
    request: RunRequest,
    sessionKey: SessionKey,
    signal: AbortSignal,
    subagentDepth = rootSubagentDepth(request.agent),
  ): Promise<RunPlan> {
    const { agent, owner, clientTools, instructions } = request;
    const models = this.models.forAgent(agent.model);
    const session = await this.openSession(request, sessionKey);
    const allowed = await this.catalog.forRun({
      agent,
      isOwner: owner.isOwner,
      clientToolNames: clientTools.map((tool) => tool.name),
      models: models.map((model) => model.ref),
      signal,
    });
    const decisions = subagentDepth > 0 ? allowed : allowed.map(withoutSpawning);
    const ownTools = decisions.filter(({ kept }) => kept).map(({ tool }) => tool);
    const toolDefinitions = [...ownTools.map((tool) => tool.definition), ...clientTools];
    const ownToolNames = ownTools.map((tool) => tool.definition.name);
    // A skill is of no use to a run that cannot read it.
    const skills = ownToolNames.includes('read') ? await this.skills.forAgent(agent) : [];
    const prompt = await this.prompts.build({
      agent,
      isOwner: owner.isOwner,
      model: models[0].ref,
      ownToolNames,
      hasTools: toolDefinitions.length > 0,
      skills,
      clientInstructions: instructions,
    });
    const system = promptText(prompt);
    return {
      models,
      decisions,
      ownTools,
      toolDefinitions,
      prompt,
      session,
      files: this.scopes.forRun(
        agent,
        owner.isOwner,
        skills.flatMap(({ readableRoot }) => readableRoot ?? []),
      ),
      requestFor: (model, output) =>
        toModelRequest(request, model, { system, session, tools: toolDefinitions, output }),
    };
  }

  private openSession({ agent, owner, messages }: RunRequest, { key, kind }: SessionKey): Promise<OpenSession> {
    return this.sessions.open({ key, kind, agentId: agent.id, isOwner: owner.isOwner, incoming: [...messages] });
  }
}

/** A run that may start no subagents is not offered the tool for it. */
function withoutSpawning(decision: ToolDecision): ToolDecision {
  const isForSpawning = decision.kept && decision.tool.definition.name === spawnToolName;
  return isForSpawning ? { ...decision, kept: false, because: 'subagents.maxDepth' } : decision;
}
