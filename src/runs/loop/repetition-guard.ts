import { hash } from 'node:crypto';
import type { ToolCall, ToolMessage } from '../../common/conversation.js';
import { isJsonObject } from '../../common/json.js';
import type { ExecutedCall } from '../../tools/tool.port.js';

/** From so many equal calls with equal results on, the model is told. */
const repeatsBeforeWarning = 3;

/** After so many equal calls with equal results a run is going in circles. */
export const mostRepeats = 6;

interface SeenCall {
  result: string;
  count: number;
}

/**
 * Notices a model that goes in circles: the same tool with the same arguments and the same result, also with other calls in
 * between. Whoever polls gets other results at last; and a new call that may have changed something is a reason to make the
 * earlier ones again.
 */
export class RepetitionGuard {
  private readonly seen = new Map<string, SeenCall>();
  private mostSeen = 0;

  /** How often the most repeated call has been made with the same result. */
  get most(): number {
    return this.mostSeen;
  }

  /** Counts a call; returns its result as the model is to see it. */
  note(call: ToolCall, executed: ExecutedCall): ToolMessage {
    const key = digest(`${call.name}\n${canonicalArguments(call.arguments)}`);
    const result = digest(JSON.stringify(executed.message.content));
    const before = this.seen.get(key);
    const isNew = before?.result !== result;
    if (isNew && executed.sideEffect && executed.outcome === 'ok') this.seen.clear();
    const count = isNew ? 1 : before.count + 1;
    this.seen.set(key, { result, count });
    this.mostSeen = Math.max(this.mostSeen, count);
    return count < repeatsBeforeWarning ? executed.message : withWarning(executed.message, count);
  }
}

function withWarning(message: ToolMessage, count: number): ToolMessage {
  const text = `\n[You made this call ${count} times with the same result. Do something else, or answer.]`;
  return { ...message, content: [...message.content, { type: 'text', text }] };
}

/** One spelling for equal arguments; what is no JSON, or is nested beyond measure, stays as the model wrote it. */
function canonicalArguments(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text.trim() || '{}'), sortedKeys);
  } catch {
    return text.trim();
  }
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}
