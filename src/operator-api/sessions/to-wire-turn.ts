import type { HistoryTurn } from '../../gateway-protocol/method-payloads.js';
import type { ChatContent, ChatMessage } from '../../gateway-protocol/payloads.js';
import type { WireTurn, WireTurnMessage, WireTurnPart } from './wire-session.js';

export function toWireTurn({ id, runId, createdAt, messages }: HistoryTurn): WireTurn {
  return {
    object: 'openclaw.turn',
    id,
    run_id: runId,
    created_at: Math.floor(createdAt / 1000),
    messages: messages.map(toWireMessage),
  };
}

const roles: Record<ChatMessage['role'], WireTurnMessage['role']> = {
  user: 'user',
  assistant: 'assistant',
  toolResult: 'tool',
};

function toWireMessage({ role, content }: ChatMessage): WireTurnMessage {
  return { role: roles[role], content: content.map(toWirePart) };
}

function toWirePart(part: ChatContent): WireTurnPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'toolCall':
      return { type: 'tool_call', id: part.id, name: part.name, arguments: part.arguments };
    case 'image':
      return { type: 'image', mime_type: part.mimeType };
  }
}
