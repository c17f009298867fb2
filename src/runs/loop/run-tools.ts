import { type ToolCall, textOf } from '../../common/conversation.js';
import { limitText } from '../../common/limit-text.js';
import type { ExecutedCall } from '../../tools/tool.port.js';
import type { RunEvent } from '../run-event.js';
import { ToolEvents, progressOf } from './tool-events.js';

/** What running tools needs of the world. */
export interface ToolRunner {
  /** Runs a call to a tool of the agent; gives a result whatever happens. */
  executeTool(call: ToolCall, progress: (text: string) => void): Promise<ExecutedCall>;
  /** Whether the tool of this name changes anything outside the run. */
  hasSideEffects(name: string): boolean;
}

export interface AnsweredCall extends ExecutedCall {
  call: ToolCall;
}

/** Calls of tools without side effects that are under way at the same time. */
const mostAtOnce = 4;

/** Characters of a result that `tool-end` shows. */
export const maxShownResult = 2_000;

/**
 * Runs the calls of one turn and returns what became of them, in the order of the calls. Those without side effects run beside
 * their neighbours; one with side effects begins when all before it have ended, and ends before the next begins.
 */
export async function* runTools(
  runner: ToolRunner,
  calls: readonly ToolCall[],
): AsyncGenerator<RunEvent[], AnsweredCall[]> {
  const executed: AnsweredCall[] = [];
  for (const group of groupCalls(runner, calls)) executed.push(...(yield* runGroup(runner, group)));
  return executed;
}

function groupCalls(runner: ToolRunner, calls: readonly ToolCall[]): ToolCall[][] {
  const groups: ToolCall[][] = [];
  let lastIsAlone = true;
  for (const call of calls) {
    const isAlone = runner.hasSideEffects(call.name);
    if (isAlone || lastIsAlone) groups.push([call]);
    else groups.at(-1)?.push(call);
    lastIsAlone = isAlone;
  }
  return groups;
}

async function* runGroup(runner: ToolRunner, calls: readonly ToolCall[]): AsyncGenerator<RunEvent[], AnsweredCall[]> {
  const events = new ToolEvents();
  const work = runSome(runner, calls, events).finally(() => {
    events.close();
  });
  // Who stops reading leaves the work behind, and is not there to hear of its failure.
  work.catch(() => undefined);
  yield* events.batches();
  return work;
}

async function runSome(runner: ToolRunner, calls: readonly ToolCall[], events: ToolEvents): Promise<AnsweredCall[]> {
  const executed: AnsweredCall[] = [];
  const waiting = calls.entries();
  const work = async (): Promise<void> => {
    for (const [position, call] of waiting) executed[position] = await runOne(runner, call, events);
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, calls.length) }, work));
  return executed;
}

async function runOne(runner: ToolRunner, call: ToolCall, events: ToolEvents): Promise<AnsweredCall> {
  const { id: callId, name } = call;
  const progress = progressOf(call, events);
  events.push({ type: 'tool-start', callId, name, arguments: call.arguments });
  const executed = await runner.executeTool(call, progress.tell);
  progress.end();
  const result = limitText(textOf(executed.message), maxShownResult);
  events.push({ type: 'tool-end', callId, name, outcome: executed.outcome, result });
  return { ...executed, call };
}
