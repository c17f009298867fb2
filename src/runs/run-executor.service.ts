import { Injectable, Logger } from '@nestjs/common';
import type { ToolCall } from '../common/conversation.js';
import { promptText } from '../prompt/build-prompt.js';
import { PromptService } from '../prompt/prompt.service.js';
import { callWithFallback } from '../providers/call-with-fallback.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import { type OpenSession, SessionsService } from '../sessions/sessions.service.js';
import { ToolCatalog } from '../tools/tool-catalog.service.js';
import { ToolExecutor } from '../tools/tool-executor.service.js';
import type { ExecutedCall, Tool, ToolContext } from '../tools/tool.port.js';
import { runLoop } from './loop/run-loop.js';
import { maxTokens, maxTurns } from './loop/stop-rules.js';
import type { RunEvent } from './run-event.js';
import type { RunRequest } from './run-request.js';
import type { RunState } from './run-state.js';
import { toModelRequest } from './to-model-request.js';

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
    const { agent, clientTools } = request;
    const clientToolNames = clientTools.map((tool) => tool.name);
    const models = this.models.forAgent(agent.model);
    const ownTools = this.catalog.forRun(agent, request.owner.isOwner, clientToolNames);
    const tools = [...ownTools.map((tool) => tool.definition), ...clientTools];
    const session = await this.openSession(request, state);
    const system = await this.systemPrompt(request, models[0].ref, tools.length > 0);
    const context = toolContext(request, state, session);
    let answeredBy = models[0].ref;
    const outcome = yield* runLoop({
      callModel: (output) =>
        callWithFallback(models, {
          requestFor: (model) => toModelRequest(request, model, { system, session, tools, output }),
          signal: state.signal,
          onModel: (ref) => {
            answeredBy = ref;
          },
          onFallback: (error) => {
            this.logger.warn(`Run ${state.id} asks the next model: ${error.message}`);
          },
        }),
      executeTool: (call) => this.executeTool(call, ownTools, context, state),
      isClientTool: (name) => clientToolNames.includes(name),
      holdText: wantsJson(request) && ownTools.length > 0,
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

  private async systemPrompt(request: RunRequest, model: string, hasTools: boolean): Promise<string> {
    const { agent, owner, instructions } = request;
    return promptText(
      await this.prompts.build({
        agent,
        isOwner: owner.isOwner,
        model,
        hasTools,
        clientInstructions: instructions,
      }),
    );
  }

  private async executeTool(
    call: ToolCall,
    tools: readonly Tool[],
    context: ToolContext,
    state: RunState,
  ): Promise<ExecutedCall> {
    const executed = await this.toolExecutor.execute(call, tools, context);
    state.sideEffect ||= executed.sideEffect;
    return executed;
  }
}

function wantsJson({ responseFormat }: RunRequest): boolean {
  return responseFormat !== undefined && responseFormat.type !== 'text';
}

function toolContext({ agent, owner }: RunRequest, state: RunState, session: OpenSession): ToolContext {
  const { id, signal } = state;
  const { key, kind } = state.session;
  return {
    runId: id,
    agent,
    isOwner: owner.isOwner,
    session: { key, kept: kind !== 'fresh', earlierMessages: session.history.length },
    signal,
  };
}
