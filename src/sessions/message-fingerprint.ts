import { hash } from 'node:crypto';
import type { ContentPart, Message, ToolCall } from '../common/conversation.js';

/** Longer texts go in as their digest, so that no long one is copied. */
const longestPlain = 256;

/**
 * Two messages have the same fingerprint when a client that sends the one may mean the other: same role, text equal but for
 * white space at its ends and the kind of line break, same images and files, same tool calls. Reasoning, refusals and
 * image detail do not count, because clients do not send them back. Made once for each message, stored and compared often: where
 * it changes, `turnViewVersion` does.
 */
export function fingerprint(message: Message): string {
  return hash('sha256', JSON.stringify(meant(message)), 'base64');
}

function meant(message: Message): unknown {
  switch (message.role) {
    case 'assistant':
      return ['assistant', text(message.text), message.toolCalls.map(call)];
    case 'user':
      return ['user', message.name ?? null, message.content.map(part)];
    case 'tool':
      return ['tool', message.callId, message.content.map(part)];
  }
}

function part(content: ContentPart): unknown {
  if (content.type === 'text') return ['text', text(content.text)];
  if ('url' in content) return [content.type, 'url', content.url];
  return [content.type, content.mediaType, short(content.data)];
}

function call({ id, name, arguments: given }: ToolCall): unknown {
  return [id, name, short(canonicalJson(given))];
}

/** Models and clients write the same arguments with other spaces and another order. */
function canonicalJson(given: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(given)));
  } catch {
    return given;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...value.map(sorted)];
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return ['object', ...entries.map(([key, inner]) => [key, sorted(inner)])];
}

function text(given: string): unknown {
  return short(given.replaceAll('\r\n', '\n').trim());
}

/** A digest stands in a list, so that no text can look like one. */
function short(given: string): unknown {
  return given.length <= longestPlain ? given : [hash('sha256', given)];
}
