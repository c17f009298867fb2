import type { AssistantMessage, ContentPart, Message, ToolMessage } from '../common/conversation.js';
import { joinTexts } from '../common/join-texts.js';
import type { AttachmentPart } from '../openai-wire/attachment-part.js';
import type { InputPart } from '../openai-wire/responses/input-content.js';
import type { WireInputItem } from '../openai-wire/responses/input-item.js';

/** Turns an image or a file of the request into what the agent's model can read. Throws 400 where it cannot. */
export type ReadAttachment = (part: AttachmentPart) => Promise<ContentPart[]>;

export interface ReadAttachments {
  ofUser: ReadAttachment;
  ofResult: ReadAttachment;
}

/**
 * The conversation of the items, without system text. What an assistant said, thought and called between two items of others is
 * one message, as it was when the items were made of it.
 */
export async function toMessages(items: readonly WireInputItem[], read: ReadAttachments): Promise<Message[]> {
  const messages: Message[] = [];
  let answer: AssistantMessage | undefined;
  for (const item of items) {
    if (saysNothing(item)) continue;
    if (item.type === 'assistant' || item.type === 'reasoning' || item.type === 'call') {
      answer ??= startAnswer(messages);
      extend(answer, item);
      continue;
    }
    answer = undefined;
    if (item.type === 'user') messages.push({ role: 'user', content: await toContent(item.content, read.ofUser) });
    if (item.type === 'result') messages.push(await toToolMessage(item, read));
  }
  return messages.filter((message) => !isOnlyReasoning(message));
}

/** Such items stand within an answer without being words of it. */
function saysNothing(item: WireInputItem): boolean {
  return item.type === 'receipt' || (item.type === 'reasoning' && item.text === '');
}

function startAnswer(messages: Message[]): AssistantMessage {
  const answer: AssistantMessage = { role: 'assistant', text: '', toolCalls: [] };
  messages.push(answer);
  return answer;
}

function extend(
  answer: AssistantMessage,
  item: Extract<WireInputItem, { type: 'assistant' | 'reasoning' | 'call' }>,
): void {
  switch (item.type) {
    case 'assistant':
      answer.text = joinTexts(answer.text, item.text);
      if (item.refusal !== '') answer.refusal = joinTexts(answer.refusal ?? '', item.refusal);
      return;
    case 'reasoning':
      answer.reasoning = joinTexts(answer.reasoning ?? '', item.text);
      return;
    case 'call':
      answer.toolCalls.push(item.call);
      return;
  }
}

/** Such a message says nothing to a provider. */
function isOnlyReasoning(message: Message): boolean {
  if (message.role !== 'assistant' || message.reasoning === undefined) return false;
  return message.text === '' && message.refusal === undefined && message.toolCalls.length === 0;
}

async function toContent(parts: readonly InputPart[], read: ReadAttachment): Promise<ContentPart[]> {
  const contents = await Promise.all(parts.map(async (part) => (part.type === 'text' ? [part] : read(part))));
  return contents.flat();
}

async function toToolMessage(
  { callId, content }: Extract<WireInputItem, { type: 'result' }>,
  read: ReadAttachments,
): Promise<ToolMessage> {
  const parts = await toContent(content, read.ofResult);
  return { role: 'tool', callId, content: parts.map(withoutFile) };
}

function withoutFile(part: ContentPart): ToolMessage['content'][number] {
  if (part.type === 'file') throw new Error('A file of a tool result was not read as text.');
  return part;
}
