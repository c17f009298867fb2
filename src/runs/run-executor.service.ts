import { Injectable, Logger } from '@nestjs/common';
import type { ToolCall, ToolDefinition } from '../common/conversation.js';
import type { ModelOptions } from '../common/model-options.js';
import { promptText } from '../prompt/build-prompt.js';
import { estimateTokens, fitHistory } from '../prompt/context-window.js';
import { PromptService } from '../prompt/prompt.service.js';
import { callWithFallback } from '../providers/call-with-fallback.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import type { ResolvedModel } from '../providers/resolved-model.js';
import { type OpenSession, SessionsService } from '../sessions/sessions.service.js';
import { ToolCatalog } from '../tools/tool-catalog.service.js';
import { type ExecutedCall, ToolExecutor } from '../tools/tool-executor.service.js';
import type { Tool } from '../tools/tool.port.js';
import { runLoop } from './loop/run-loop.js';
import { maxTokens, maxTurns } from './loop/stop-rules.js';
import type { RunEvent } from './run-event.js';
import type { RunRequest } from './run-request.js';
import type { RunState } from './run-state.js';

/** Room that is kept free in a context window for the answer when nobody says how long it may get. */
const defaultAnswerTokens = 4_096;

/** One run from its session to its last event. Failures are thrown; `RunsService` makes them the terminal event. */
@Injectable()
export class RunExecutor {
  private readonly logger = new Logger(RunExecutor.name);

  constructor(
    private readonly models: ModelRegistryService,
    private readonly sessions: SessionsService,
    private readonly prompts: PromptService,
    private readonly catalog: ToolCatalog,
    private readonly toolExecutor: ToolExecutor,
  ) {}

  async *execute(request: RunRequest, state: RunState): AsyncGenerator<RunEvent[]> {
    const { agent, owner } = request;
    const [primary, ...fallbacks] = this.models.forAgent(agent.model);
    const tools = this.catalog.forRun(
      agent,
      owner.isOwner,
      request.clientTools.map((tool) => tool.name),
    );
    const session = await this.openSession(request, state);
    const definitions = [...tools.map((tool) => tool.definition), ...request.clientTools];
    const system = promptText(
      await this.prompts.build({
        agent,
        isOwner: owner.isOwner,
        model: primary.ref,
        hasTools: definitions.length > 0,
        clientInstructions: request.instructions,
      }),
    );
    let answeredBy = primary.ref;
    const outcome = yield* runLoop({
      callModel: (messages) =>
        callWithFallback([primary, ...fallbacks], {
          request: { ...modelRequest(request, primary, definitions), system, messages },
          signal: state.signal,
          onModel: (ref) => {
            answeredBy = ref;
          },
          onFallback: (error) => {
            this.logger.warn(`Run ${state.id} asks the next model: ${error.message}`);
          },
        }),
      executeTool: (call) => this.executeTool(call, tools, session, request, state),
      isClientTool: (name) => request.clientTools.some((tool) => tool.name === name),
      messages: fitConversation(session, system, primary, request),
      holdText: wantsJson(request) && tools.length > 0,
      stopRules: [maxTurns(agent.limits.maxTurns), maxTokens(agent.limits.maxRunTokens)],
      signal: state.signal,
    });
    await session.commit({ runId: state.id, output: outcome.output, visible: outcome.visible });
    yield [{ type: 'run-end', finishReason: outcome.finishReason, usage: outcome.usage, model: answeredBy }];
  }

  private openSession({ agent, owner, messages }: RunRequest, { session }: RunState): Promise<OpenSession> {
    return this.sessions.open({
      key: session.key,
      kind: session.kind,
      agentId: agent.id,
      isOwner: owner.isOwner,
      incoming: [...messages],
    });
  }

  private async executeTool(
    call: ToolCall,
    tools: readonly Tool[],
    session: OpenSession,
    { agent, owner }: RunRequest,
    state: RunState,
  ): Promise<ExecutedCall> {
    const executed = await this.toolExecutor.execute(call, tools, {
      runId: state.id,
      agent,
      isOwner: owner.isOwner,
      session: {
        key: state.session.key,
        kept: state.session.kind !== 'fresh',
        earlierMessages: session.history.length,
      },
      signal: state.signal,
    });
    state.sideEffect ||= executed.sideEffect;
    return executed;
  }
}

function wantsJson({ responseFormat }: RunRequest): boolean {
  return responseFormat !== undefined && responseFormat.type !== 'text';
}

function modelRequest(request: RunRequest, model: ResolvedModel, tools: readonly ToolDefinition[]) {
  return {
    tools,
    options: modelOptions(request, model),
    ...(tools.length > 0 ? { toolChoice: request.toolChoice } : {}),
    ...(request.parallelToolCalls === undefined ? {} : { parallelToolCalls: request.parallelToolCalls }),
    ...(request.responseFormat === undefined ? {} : { responseFormat: request.responseFormat }),
  };
}

/** What the caller asks for beats the agent's settings, which beat what is configured for the model. */
function modelOptions({ agent, options }: RunRequest, model: ResolvedModel): ModelOptions {
  const { temperature, topP, maxTokens: maxOutputTokens = model.maxTokens } = agent.params;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...options,
  };
}

function fitConversation(session: OpenSession, system: string, model: ResolvedModel, request: RunRequest) {
  const asked = session.newMessages.reduce((sum, message) => sum + estimateTokens(message), 0);
  const answer = modelOptions(request, model).maxOutputTokens ?? defaultAnswerTokens;
  const budget = model.contextWindow - answer - asked - Math.ceil(system.length / 4);
  const keepNewest = session.newMessages[0]?.role === 'tool';
  return [...fitHistory(session.history, budget, { keepNewest }), ...session.newMessages];
}
