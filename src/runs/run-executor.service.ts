import { Injectable, Logger } from '@nestjs/common';
import type { Message } from '../common/conversation.js';
import { EgressCheck } from '../egress/egress-check.service.js';
import { type FallbackCall, callWithFallback } from '../providers/call-with-fallback.js';
import { hasUsedNothing } from '../providers/provider.errors.js';
import type { ModelEvent } from '../providers/provider.port.js';
import type { RequestInspector } from '../providers/request-inspector.js';
import { ToolExecutor } from '../tools/execution/tool-executor.service.js';
import type { ToolContext } from '../tools/tool.port.js';
import { mostRepeats } from './loop/repetition-guard.js';
import { runLoop } from './loop/run-loop.js';
import type { ToolRunner } from './loop/run-tools.js';
import { maxRepeats, maxToolCalls, maxTurns, outOfTokens } from './loop/stop-rules.js';
import { estimateSentTokens } from './estimate-sent-tokens.js';
import type { RunEvent } from './run-event.js';
import type { RunPlan } from './run-plan.js';
import { RunPlanner } from './run-planner.service.js';
import type { RunRequest } from './run-request.js';
import type { RunState } from './run-state.js';
import { Subagents } from './subagents.service.js';
import { toCallWords } from './to-call-words.js';

/** What the tools of a run share; each call has a `progress` of its own. */
type LentToTools = Omit<ToolContext, 'progress'>;

/** One run from its plan to its last event. Failures are thrown; `RunSupervisor` makes them the terminal event. */
@Injectable()
export class RunExecutor {
  private readonly logger = new Logger(RunExecutor.name);

  constructor(
    private readonly planner: RunPlanner,
    private readonly toolExecutor: ToolExecutor,
    private readonly subagents: Subagents,
    private readonly egress: EgressCheck,
  ) {}

  async *execute(request: RunRequest, state: RunState): AsyncGenerator<RunEvent[]> {
    const { clientTools, maxToolCalls: toolCallLimit = Infinity } = request;
    const clientToolNames = new Set(clientTools.map((tool) => tool.name));
    const plan = await this.planner.plan(request, state.session, state.signal, state.subagentDepth);
    const inspect = this.inspectorFor(request, state, plan);
    let answeredBy = plan.models[0].ref;
    const outcome = yield* runLoop({
      ...this.toolRunner(plan, this.toolContext(request, state, plan), state),
      callModel: (output) =>
        this.callModel(plan, output, state, {
          inspect,
          onModel: (ref) => {
            answeredBy = ref;
          },
        }),
      estimateSent: (output) => estimateSentTokens(plan.requestFor(plan.models[0], output)),
      isClientTool: (name) => clientToolNames.has(name),
      toolChoice: clientTools.length > 0 ? request.toolChoice : { type: 'auto' },
      holdText: wantsJson(request) && plan.ownTools.length > 0,
      stopRules: [
        maxTurns(request.agent.limits.maxTurns),
        maxRepeats(mostRepeats),
        maxToolCalls(toolCallLimit),
        outOfTokens,
      ],
      maxToolCalls: toolCallLimit,
      tokens: state.tokens,
      signal: state.signal,
    });
    await plan.session.commit({ runId: state.id, output: outcome.output, visible: outcome.visible });
    const { usage } = state.tokens;
    yield [{ type: 'run-end', finishReason: outcome.finishReason, usage, model: answeredBy }];
  }

  private callModel(
    plan: RunPlan,
    output: readonly Message[],
    { id, signal, tokens }: RunState,
    watchers: Pick<FallbackCall, 'inspect' | 'onModel'>,
  ): AsyncIterable<ModelEvent[]> {
    return callWithFallback(plan.models, {
      ...watchers,
      requestFor: (model) => plan.requestFor(model, output),
      signal,
      onFallback: (error) => {
        this.logger.warn(`Run ${id} asks the next model: ${error.message}`);
        if (!hasUsedNothing(error)) tokens.addUnreported(estimateSentTokens(plan.requestFor(plan.models[0], output)));
      },
    });
  }

  /** A subagent's task comes from a model, so its caller is still the one that asked for the first run. */
  private inspectorFor(request: RunRequest, { id, tree }: RunState, plan: RunPlan): RequestInspector | undefined {
    const words = toCallWords(request, plan);
    tree.callerWords ??= words.caller;
    return this.egress.inspectorFor({
      agent: request.agent,
      runId: id,
      words: { ...words, caller: tree.callerWords },
    });
  }

  private toolRunner({ ownTools }: RunPlan, context: LentToTools, { tree }: RunState): ToolRunner {
    return {
      hasSideEffects: (name) => ownTools.some((tool) => tool.definition.name === name && tool.sideEffects),
      executeTool: (call, progress) =>
        this.toolExecutor.execute(call, ownTools, { ...context, progress }, async ({ sideEffects }) => {
          if (!sideEffects || tree.sideEffect) return;
          await tree.beforeSideEffect?.();
          tree.sideEffect = true;
        }),
    };
  }

  private toolContext(request: RunRequest, state: RunState, { session, files }: RunPlan): LentToTools {
    const { agent, owner, credential } = request;
    const { key, kind } = state.session;
    const execute = this.execute.bind(this);
    return {
      agent,
      isOwner: owner.isOwner,
      run: { id: state.id, credentialId: credential.id },
      session: { key, kept: kind !== 'fresh', earlierMessages: session.earlierMessages },
      files,
      signal: state.signal,
      spawn: (task) => this.subagents.run(task, { request, state }, execute),
    };
  }
}

function wantsJson({ responseFormat }: RunRequest): boolean {
  return responseFormat !== undefined && responseFormat.type !== 'text';
}
