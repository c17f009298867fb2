import type { AssistantMessage, ToolCall, ToolMessage, UserMessage } from '../../src/common/conversation.js';
import type { Turn } from '../../src/sessions/session-store.port.js';
import { type TurnView, viewOf } from '../../src/sessions/turn-view.js';

export function user(text: string): UserMessage {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function assistant(text: string, ...toolCalls: ToolCall[]): AssistantMessage {
  return { role: 'assistant', text, toolCalls };
}

export function toolResult(callId: string, text: string): ToolMessage {
  return { role: 'tool', callId, content: [{ type: 'text', text }] };
}

/** A turn that follows `parentId`: "question <id>" answered by "answer <id>" unless overridden. */
export function turn(id: string, parentId: string | null, overrides: Partial<Turn> = {}): Turn {
  const visible = overrides.visible ?? assistant(`answer ${id}`);
  return {
    id,
    parentId,
    runId: `run-${id}`,
    input: [user(`question ${id}`)],
    output: [visible],
    createdAt: 1_000,
    ...overrides,
    visible,
  };
}

/** As `turn`, with what is told of it without its messages. */
export function knownTurn(...given: Parameters<typeof turn>): Turn & TurnView {
  return known(turn(...given));
}

export function known(given: Turn): Turn & TurnView {
  return { ...given, ...viewOf(given) };
}
