import type { AssistantMessage, FinishReason, Message, ToolCall, ToolMessage } from '../../common/conversation.js';
import { type Usage, addUsage, noUsage } from '../../common/usage.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import type { ExecutedCall } from '../../tools/tool.port.js';
import type { RunEvent } from '../run-event.js';
import type { StopRule } from './stop-rules.js';
import { type CompletedTurn, TurnAssembler } from './turn-assembler.js';
import { VisibleAnswer } from './visible-answer.js';

/** Everything the loop needs of the world. */
export interface LoopContext {
  /** Asks the model to go on; `output` is what the run has added to the conversation so far. */
  callModel(output: readonly Message[]): AsyncIterable<ModelEvent[]>;
  /** Runs a call to a tool of the agent; gives a result whatever happens. */
  executeTool(call: ToolCall): Promise<ExecutedCall>;
  isClientTool(name: string): boolean;
  /** True where the caller demands a form of answer that text before a tool call would break. */
  holdText: boolean;
  stopRules: readonly StopRule[];
  signal: AbortSignal;
}

export interface LoopOutcome {
  /** What the model and the agent's tools added to the conversation. */
  output: Message[];
  visible: AssistantMessage;
  finishReason: FinishReason;
  usage: Usage;
}

/**
 * Calls the model and runs the tools it asks for, until it gives a final answer, calls a tool of the client, or a stop rule
 * holds (`finishReason: 'length'`). Calls of an answer that was cut off are not run, and end it too. Throws a `ProviderError`
 * when the model fails, and the signal's reason when aborted.
 */
export async function* runLoop(context: LoopContext): AsyncGenerator<RunEvent[], LoopOutcome> {
  const answer = new VisibleAnswer((name) => context.isClientTool(name), context.holdText);
  const output: Message[] = [];
  let usage = noUsage;
  for (let turns = 1; ; turns += 1) {
    const turn = yield* modelTurn(context, [...output], answer);
    usage = addUsage(usage, turn.usage);
    output.push(turn.message);
    const ownCalls = turn.message.toolCalls.filter((call) => !context.isClientTool(call.name));
    const hasClientCalls = ownCalls.length < turn.message.toolCalls.length;
    if (isCut(turn)) output.push(...ownCalls.map(notRun));
    else yield* runTools(context, ownCalls, output);
    const stopped = ownCalls.length > 0 && context.stopRules.some((rule) => rule({ turns, usage }));
    if (ownCalls.length > 0 && !hasClientCalls && !isCut(turn) && !stopped) continue;
    yield* nonEmpty(answer.showHeld(turn.message.text));
    return { output, visible: answer.message(), finishReason: finishReason(turn, hasClientCalls, stopped), usage };
  }
}

/** The model was stopped before it was done, so its calls may not say what it meant. */
function isCut({ finishReason: reason }: CompletedTurn): boolean {
  return reason === 'length' || reason === 'content-filter';
}

function notRun(call: ToolCall): ToolMessage {
  const text = 'The answer was cut off within its tool calls; nothing was run.';
  return { role: 'tool', callId: call.id, content: [{ type: 'text', text }] };
}

function finishReason(turn: CompletedTurn, hasClientCalls: boolean, stopped: boolean): FinishReason {
  if (isCut(turn)) return turn.finishReason;
  if (hasClientCalls) return 'tool-calls';
  if (stopped) return 'length';
  return turn.finishReason === 'tool-calls' ? 'stop' : turn.finishReason;
}

async function* modelTurn(
  context: LoopContext,
  output: readonly Message[],
  answer: VisibleAnswer,
): AsyncGenerator<RunEvent[], CompletedTurn> {
  const turn = new TurnAssembler();
  answer.beginTurn();
  for await (const batch of context.callModel(output)) {
    const shown: RunEvent[] = [];
    for (const event of batch) {
      // What came before a failure in the same read has been said, and is shown.
      if (event.type === 'error') yield* nonEmpty(shown);
      turn.add(event);
      const visible = answer.show(event, turn);
      if (visible) shown.push(visible);
    }
    yield* nonEmpty(shown);
  }
  context.signal.throwIfAborted();
  return turn.complete();
}

async function* runTools(
  context: LoopContext,
  calls: readonly ToolCall[],
  output: Message[],
): AsyncGenerator<RunEvent[], void> {
  for (const call of calls) {
    yield [{ type: 'tool-start', callId: call.id, name: call.name }];
    const { message, outcome } = await context.executeTool(call);
    output.push(message);
    yield [{ type: 'tool-end', callId: call.id, name: call.name, outcome }];
  }
  context.signal.throwIfAborted();
}

function* nonEmpty(events: RunEvent[]): Generator<RunEvent[], void> {
  if (events.length > 0) yield events;
}
