import type { FinishReason, Message, ToolCall } from '../../src/common/conversation.js';
import { type Usage, noUsage } from '../../src/common/usage.js';
import type { ModelEvent } from '../../src/providers/provider.port.js';
import { type LoopContext, type LoopOutcome, runLoop } from '../../src/runs/loop/run-loop.js';
import { TokenMeter } from '../../src/runs/loop/token-meter.js';
import type { RunEvent } from '../../src/runs/run-event.js';
import type { ExecutedCall } from '../../src/tools/tool.port.js';
import { toolResult, user } from './conversation-factory.js';

/** One call of the model: its batches, or what makes them of the conversation that the model is shown. */
export type ModelTurn = ModelEvent[][] | ((messages: readonly Message[]) => AsyncIterable<ModelEvent[]>);

export function usageOf(inputTokens: number, outputTokens: number, rest: Partial<Usage> = {}): Usage {
  return { ...noUsage, inputTokens, outputTokens, ...rest };
}

/** A whole answer, one event in each batch: text, then calls with their arguments in two pieces, usage, the end. */
export function says(
  text: string,
  options: { calls?: ToolCall[]; usage?: Usage; reason?: FinishReason } = {},
): ModelEvent[][] {
  const calls = options.calls ?? [];
  const events: ModelEvent[] = [
    { type: 'response-start' },
    ...(text === '' ? [] : [{ type: 'text-delta' as const, text }]),
    ...calls.flatMap((call, index) => callEvents(call, index)),
    { type: 'usage', usage: options.usage ?? usageOf(10, 2) },
    { type: 'finish', reason: options.reason ?? (calls.length > 0 ? 'tool-calls' : 'stop') },
  ];
  return events.map((event) => [event]);
}

function callEvents(call: ToolCall, index: number): ModelEvent[] {
  const middle = Math.ceil(call.arguments.length / 2);
  return [
    { type: 'tool-call-start', index, id: call.id, name: call.name },
    { type: 'tool-call-delta', index, argumentsDelta: call.arguments.slice(0, middle) },
    { type: 'tool-call-delta', index, argumentsDelta: call.arguments.slice(middle) },
  ];
}

export interface LoopRun {
  batches: RunEvent[][];
  events: RunEvent[];
  /** Undefined when the loop threw. */
  outcome: (LoopOutcome & { usage: Usage }) | undefined;
  error: unknown;
  /** What the model was shown, call by call. */
  shown: Message[][];
  executed: ToolCall[];
}

/** Runs the loop over these turns, after one question; a tool answers "result of <call id>" unless `context` says otherwise. */
export async function runScript(turns: ModelTurn[], context: Partial<LoopContext> = {}): Promise<LoopRun> {
  const run: LoopRun = { batches: [], events: [], outcome: undefined, error: undefined, shown: [], executed: [] };
  const tokens = context.tokens ?? new TokenMeter(Infinity);
  const loop = runLoop({
    ...idleLoop(),
    ...context,
    tokens,
    callModel: (output) => {
      const messages = [user('question'), ...output];
      run.shown.push(messages);
      return play(turns[run.shown.length - 1] ?? [], messages);
    },
    executeTool: (call, progress) => {
      run.executed.push({ ...call });
      return context.executeTool ? context.executeTool(call, progress) : Promise.resolve(executedCall(call));
    },
  });
  try {
    for (let next = await loop.next(); ; next = await loop.next()) {
      if (next.done) {
        run.outcome = { ...next.value, usage: tokens.usage };
        break;
      }
      run.batches.push(next.value);
    }
  } catch (error) {
    run.error = error;
  }
  run.events = run.batches.flat();
  return run;
}

/** A loop whose model says nothing, whose tools have no side effects, and of which nothing is demanded. */
export function idleLoop(): LoopContext {
  return {
    callModel: () => play([], []),
    estimateSent: () => 0,
    executeTool: (call) => Promise.resolve(executedCall(call)),
    hasSideEffects: () => false,
    isClientTool: (name) => name.startsWith('client_'),
    toolChoice: { type: 'auto' },
    holdText: false,
    stopRules: [],
    maxToolCalls: Infinity,
    tokens: new TokenMeter(Infinity),
    signal: new AbortController().signal,
  };
}

async function* play(turn: ModelTurn, messages: readonly Message[]): AsyncGenerator<ModelEvent[]> {
  if (typeof turn === 'function') yield* turn(messages);
  else yield* turn;
}

export function executedCall(call: ToolCall, overrides: Partial<ExecutedCall> = {}): ExecutedCall {
  return { outcome: 'ok', sideEffect: false, message: toolResult(call.id, `result of ${call.id}`), ...overrides };
}

export function textOfRun(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
