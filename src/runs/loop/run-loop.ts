import type { AssistantMessage, FinishReason, Message, ToolCall, ToolMessage } from '../../common/conversation.js';
import { hasUsedNothing } from '../../providers/provider.errors.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import type { RunEvent } from '../run-event.js';
import type { DemandedToolChoice } from '../run-request.js';
import { ToolChoiceUnmetError } from '../runs.errors.js';
import { ChoiceGate } from './choice-gate.js';
import { RepetitionGuard } from './repetition-guard.js';
import { type ToolRunner, runTools } from './run-tools.js';
import type { StopRule } from './stop-rules.js';
import type { TokenMeter } from './token-meter.js';
import { type CompletedTurn, TurnAssembler } from './turn-assembler.js';
import { unreportedTokens } from './unreported-tokens.js';
import { VisibleAnswer } from './visible-answer.js';

/** Everything the loop needs of the world. */
export interface LoopContext extends ToolRunner {
  /** Asks the model to go on; `output` is what the run has added to the conversation so far. */
  callModel(output: readonly Message[]): AsyncIterable<ModelEvent[]>;
  /** About how many tokens `callModel` sends for the same `output`. */
  estimateSent(output: readonly Message[]): number;
  isClientTool(name: string): boolean;
  /** What the caller demands of the calls to its own tools. */
  toolChoice: DemandedToolChoice;
  /** True where the caller demands a form of answer that text before a tool call would break. */
  holdText: boolean;
  stopRules: readonly StopRule[];
  /** Calls to the agent's own tools that are run; the others of the model are answered as not run. */
  maxToolCalls: number;
  /** Is told the usage of each model call, also of one that is left in the middle. */
  tokens: TokenMeter;
  signal: AbortSignal;
}

export interface LoopOutcome {
  /** What the model and the agent's tools added to the conversation. */
  output: Message[];
  visible: AssistantMessage;
  finishReason: FinishReason;
}

/** One turn of the model, and what it means for the run. */
interface JudgedTurn extends CompletedTurn {
  ownCalls: ToolCall[];
  hasClientCalls: boolean;
  /** The model was stopped before it was done, so its calls may not say what it meant. */
  isCut: boolean;
  /** The model wants nothing more of the agent. */
  isLast: boolean;
}

/**
 * Calls the model and runs the tools it asks for, until it gives a final answer, calls a tool of the client, or a stop rule
 * holds (`finishReason: 'length'`). Calls of an answer that was cut off are not run, and end it too. A model that does not call
 * a tool of the client as `toolChoice` demands is asked once more. Throws a `ProviderError` when the model fails,
 * `ToolChoiceUnmetError`, and the signal's reason when aborted.
 */
export async function* runLoop(context: LoopContext): AsyncGenerator<RunEvent[], LoopOutcome> {
  const answer = new VisibleAnswer((name) => context.isClientTool(name), context.holdText);
  const gate = new ChoiceGate(context.toolChoice);
  const guard = new RepetitionGuard();
  const output: Message[] = [];
  let mayAskAgain = true;
  let toolCalls = 0;
  for (let turns = 1; ; turns += 1) {
    const turn = judge(yield* modelTurn(context, [...output], answer, gate), context);
    const mayRun = Math.max(0, context.maxToolCalls - toolCalls);
    toolCalls += turn.isCut ? 0 : turn.ownCalls.length;
    const isStopped = (): boolean =>
      context.stopRules.some((rule) => rule({ turns, repeats: guard.most, toolCalls, tokens: context.tokens }));
    if (turn.isLast && !turn.isCut && !gate.isMet) {
      if (!mayAskAgain || isStopped()) throw new ToolChoiceUnmetError(context.toolChoice);
      mayAskAgain = false;
      answer.discardTurn();
      gate.discardTurn();
      continue;
    }
    output.push(turn.message);
    const run = turn.isCut ? [] : turn.ownCalls.slice(0, mayRun);
    output.push(...(yield* answerCalls(context, run, gate, guard)));
    output.push(...turn.ownCalls.slice(run.length).map((call) => notRun(call, turn.isCut)));
    const stopped = turn.ownCalls.length > 0 && isStopped();
    if (!turn.isLast && !turn.isCut && !stopped) continue;
    yield* nonEmpty([...gate.release(), ...answer.showHeld(turn.message.text)]);
    return { output, visible: answer.message(), finishReason: finishReason(turn, stopped) };
  }
}

function judge(turn: CompletedTurn, context: LoopContext): JudgedTurn {
  const ownCalls = turn.message.toolCalls.filter((call) => !context.isClientTool(call.name));
  const hasClientCalls = ownCalls.length < turn.message.toolCalls.length;
  const isCut = turn.finishReason === 'length' || turn.finishReason === 'content-filter';
  return { ...turn, ownCalls, hasClientCalls, isCut, isLast: hasClientCalls || ownCalls.length === 0 };
}

function notRun(call: ToolCall, isCut: boolean): ToolMessage {
  const text = isCut
    ? 'The answer was cut off within its tool calls; nothing was run.'
    : 'No more tool calls are allowed for this answer; nothing was run.';
  return { role: 'tool', callId: call.id, content: [{ type: 'text', text }] };
}

function finishReason(turn: JudgedTurn, stopped: boolean): FinishReason {
  if (turn.isCut) return turn.finishReason;
  if (turn.hasClientCalls) return 'tool-calls';
  if (stopped) return 'length';
  return turn.finishReason === 'tool-calls' ? 'stop' : turn.finishReason;
}

async function* modelTurn(
  context: LoopContext,
  output: readonly Message[],
  answer: VisibleAnswer,
  gate: ChoiceGate,
): AsyncGenerator<RunEvent[], CompletedTurn> {
  const turn = new TurnAssembler();
  answer.beginTurn();
  gate.beginTurn();
  let isFree = false;
  context.signal.throwIfAborted();
  try {
    for await (const batch of context.callModel(output)) yield* shown(batch, turn, answer, gate);
    context.signal.throwIfAborted();
    return turn.complete();
  } catch (error) {
    isFree = !turn.hasBegun && hasUsedNothing(error);
    throw error;
  } finally {
    context.tokens.add(turn.usage);
    if (!isFree) context.tokens.addUnreported(unreportedTokens(turn, () => context.estimateSent(output)));
  }
}

/** Adds a batch to the turn; what of it may be seen now. */
function* shown(
  batch: readonly ModelEvent[],
  turn: TurnAssembler,
  answer: VisibleAnswer,
  gate: ChoiceGate,
): Generator<RunEvent[], void> {
  const events: RunEvent[] = [];
  for (const event of batch) {
    // What came before a failure in the same read has been said, and is shown.
    if (event.type === 'error') yield* nonEmpty(gate.pass(events));
    turn.add(event);
    const visible = answer.show(event, turn);
    if (visible) events.push(visible);
  }
  yield* nonEmpty(gate.pass(events));
}

/** Runs the agent's own calls of a turn; their results as the model is to see them. */
async function* answerCalls(
  context: LoopContext,
  calls: readonly ToolCall[],
  gate: ChoiceGate,
  guard: RepetitionGuard,
): AsyncGenerator<RunEvent[], ToolMessage[]> {
  if (calls.length === 0) return [];
  yield* nonEmpty(gate.releaseStart());
  const answered = yield* runTools(context, calls);
  context.signal.throwIfAborted();
  return answered.map((each) => guard.note(each.call, each));
}

function* nonEmpty(events: RunEvent[]): Generator<RunEvent[], void> {
  if (events.length > 0) yield events;
}
