import type { ContentPart, Message } from '../../common/conversation.js';
import { limitText } from '../../common/limit-text.js';
import type { Turn } from '../../sessions/session-store.port.js';

/** Characters of what one message, one tool result and the arguments of one call may take. */
const limits = { message: 4_000, result: 1_000, call: 500 };
const maxTranscriptCharacters = 40_000;

/** The newest messages of a conversation as text, oldest first: at most `limit`, and fewer where they are long. */
export function toTranscript(turns: readonly Turn[], limit: number): string {
  const messages = turns.flatMap((turn) => [...turn.input, ...turn.output].map((message) => ({ message, turn })));
  const toolNames = new Map(messages.flatMap(({ message }) => callsOf(message)));
  const rendered: string[] = [];
  let room = maxTranscriptCharacters;
  for (const [index, { message, turn }] of [...messages.entries()].reverse().slice(0, limit)) {
    const isFirstOfTurn = messages[index - 1]?.turn !== turn;
    const text = `${isFirstOfTurn ? `--- ${new Date(turn.createdAt).toISOString()}\n` : ''}${render(message, toolNames)}`;
    room -= text.length + 1;
    if (room < 0) break;
    rendered.unshift(text);
  }
  const left = messages.length - rendered.length;
  return [...(left > 0 ? [`[${left} earlier messages are not shown]`] : []), ...rendered].join('\n');
}

function callsOf(message: Message): [id: string, name: string][] {
  return message.role === 'assistant' ? message.toolCalls.map(({ id, name }) => [id, name]) : [];
}

function render(message: Message, toolNames: ReadonlyMap<string, string>): string {
  switch (message.role) {
    case 'user':
      return `user: ${shorten(textOfParts(message.content), limits.message)}`;
    case 'assistant': {
      const said = message.text === '' && message.toolCalls.length > 0 ? [] : [shorten(message.text, limits.message)];
      const calls = message.toolCalls.map((call) => `calls ${call.name} ${shorten(call.arguments, limits.call)}`);
      return [...said, ...calls].map((line) => `assistant: ${line}`).join('\n');
    }
    case 'tool': {
      const name = toolNames.get(message.callId) ?? 'tool';
      return `result of ${name}: ${shorten(textOfParts(message.content), limits.result)}`;
    }
  }
}

function textOfParts(content: readonly ContentPart[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join(' ');
}

function shorten(text: string, maxCharacters: number): string {
  const start = limitText(text, maxCharacters);
  return start.length === text.length ? text : `${start} [${text.length - start.length} more characters]`;
}
