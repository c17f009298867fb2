import { isDeepStrictEqual } from 'node:util';
import type { ContentPart, Message, ToolCall } from '../common/conversation.js';

/**
 * Whether a client that sends `right` may mean `left`: same role, text equal but for white space at its ends and the kind of
 * line break, same images and files, same tool calls. Reasoning, refusals and image detail are not compared, because
 * clients do not send them back.
 */
export function sameMessage(left: Message, right: Message): boolean {
  if (left.role === 'assistant') return right.role === 'assistant' && sameAssistant(left, right);
  if (left.role === 'user') {
    return right.role === 'user' && left.name === right.name && sameContent(left.content, right.content);
  }
  return right.role === 'tool' && left.callId === right.callId && sameContent(left.content, right.content);
}

function sameAssistant(
  left: { text: string; toolCalls: ToolCall[] },
  right: { text: string; toolCalls: ToolCall[] },
): boolean {
  return sameText(left.text, right.text) && sameList(left.toolCalls, right.toolCalls, sameCall);
}

function sameContent(left: ContentPart[], right: ContentPart[]): boolean {
  return sameList(left, right, samePart);
}

function samePart(left: ContentPart, right: ContentPart): boolean {
  if (left.type === 'text') return right.type === 'text' && sameText(left.text, right.text);
  if ('url' in left) return 'url' in right && left.url === right.url;
  return left.type === right.type && 'data' in right && left.mediaType === right.mediaType && left.data === right.data;
}

function sameCall(left: ToolCall, right: ToolCall): boolean {
  return left.id === right.id && left.name === right.name && sameArguments(left.arguments, right.arguments);
}

function sameArguments(left: string, right: string): boolean {
  if (left === right) return true;
  try {
    return isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
  } catch {
    return false;
  }
}

function sameText(left: string, right: string): boolean {
  return left === right || normalised(left) === normalised(right);
}

function normalised(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

function sameList<T>(left: T[], right: T[], same: (left: T, right: T) => boolean): boolean {
  if (left.length !== right.length) return false;
  return left.every((item, index) => {
    const other = right[index];
    return other !== undefined && same(item, other);
  });
}
