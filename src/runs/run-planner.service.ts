import { Injectable } from '@nestjs/common';
import { subagentDepthOf } from '../agents/subagent-depth.js';
import { type PromptSection, promptText } from '../prompt/build-prompt.js';
import { PromptService } from '../prompt/prompt.service.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import type { ResolvedModel } from '../providers/resolved-model.js';
import type { SessionKey } from '../sessions/session-key.js';
import { type OpenSession, SessionsService } from '../sessions/sessions.service.js';
import type { RunPlan } from './run-plan.js';
import type { RunRequest } from './run-request.js';
import type { RunResources } from './run-resources.js';
import { RunResourcesService } from './run-resources.service.js';
import { modelsOf } from './models-of.js';
import { toHistoryBounds } from './to-history-bounds.js';
import { toModelRequest } from './to-model-request.js';

/**
 * Decides what a run is made of. Keeps nothing of the conversation, so that it can also be asked what a run would be; but it
 * may connect to MCP servers, and tells problems of skills in the log.
 */
@Injectable()
export class RunPlanner {
  constructor(
    private readonly models: ModelRegistryService,
    private readonly sessions: SessionsService,
    private readonly resources: RunResourcesService,
    private readonly prompts: PromptService,
  ) {}

  /**
   * `subagentDepth` is how deep the run may start subagents. Rejects where a session cannot be read or is not for this caller,
   * or no model is configured.
   */
  async plan(
    request: RunRequest,
    sessionKey: SessionKey,
    signal: AbortSignal,
    subagentDepth = subagentDepthOf(request.agent),
  ): Promise<RunPlan> {
    const models = this.models.forAgent(modelsOf(request));
    const session = await this.openSession(request, sessionKey, models);
    const resources = await this.resources.forRun(request, { models, subagentDepth, signal });
    const prompt = await this.buildPrompt(request, models[0], resources);
    const conversation = { system: promptText(prompt), session, tools: resources.toolDefinitions };
    return {
      ...resources,
      models,
      prompt,
      session,
      requestFor: (model, output) => toModelRequest(request, model, { ...conversation, output }),
    };
  }

  private openSession(
    { agent, owner, session, messages, messagesParam }: RunRequest,
    { key, kind }: SessionKey,
    models: readonly ResolvedModel[],
  ): Promise<OpenSession> {
    const { words, after, readOnly } = session;
    const caller = { agentId: agent.id, isOwner: owner.isOwner, words };
    const incoming = [...messages];
    const bounds = toHistoryBounds(agent, models);
    return this.sessions.open({ key, kind, ...caller, incoming, param: messagesParam, after, readOnly, bounds });
  }

  private buildPrompt(
    { agent, owner, instructions, messageChannel }: RunRequest,
    model: ResolvedModel,
    { ownTools, toolDefinitions, skills }: RunResources,
  ): Promise<PromptSection[]> {
    return this.prompts.build({
      agent,
      isOwner: owner.isOwner,
      model: model.ref,
      messageChannel,
      ownToolNames: ownTools.map((tool) => tool.definition.name),
      hasTools: toolDefinitions.length > 0,
      skills,
      clientInstructions: instructions,
    });
  }
}
