import type { ContentPart, Message } from '../common/conversation.js';
import type { CallOrigin } from '../openai-runs/call-origins.service.js';
import { toClientTools } from '../openai-runs/to-client-tools.js';
import type { AttachmentPart } from '../openai-wire/attachment-part.js';
import type { ChatRequest } from '../openai-wire/chat/chat-request.js';
import type { WireContentPart } from '../openai-wire/chat/content-part.js';
import type { WireMessage } from '../openai-wire/chat/chat-message.js';
import type { RunRequest } from '../runs/run-request.js';

/** Turns an image or a file of the request into what the agent's model can read. Throws 400 where it cannot. */
export type ReadAttachment = (part: AttachmentPart) => Promise<ContentPart[]>;

export async function toRunRequest(
  request: ChatRequest,
  { agent, owner, credential, model, messageChannel, sessionHeader, signal }: CallOrigin,
  readAttachment: ReadAttachment,
): Promise<RunRequest> {
  return {
    agent,
    owner,
    credential,
    model,
    messageChannel,
    session: { header: sessionHeader, user: request.user },
    instructions: request.messages.flatMap((message) => (message.role === 'system' ? [message.text] : [])),
    messages: await toMessages(request.messages, readAttachment),
    ...toClientTools(request.tools, request.toolChoice),
    parallelToolCalls: request.parallelToolCalls,
    options: request.options,
    responseFormat: request.responseFormat,
    signal,
  };
}

async function toMessages(messages: readonly WireMessage[], readAttachment: ReadAttachment): Promise<Message[]> {
  const converted = await Promise.all(messages.map((message) => toMessage(message, readAttachment)));
  return converted.filter((message) => message !== undefined);
}

async function toMessage(message: WireMessage, readAttachment: ReadAttachment): Promise<Message | undefined> {
  switch (message.role) {
    case 'system':
      return undefined;
    case 'user': {
      const parts = await Promise.all(message.content.map((part) => toContent(part, readAttachment)));
      return { ...message, content: parts.flat() };
    }
    case 'assistant':
      return message;
    case 'tool':
      return { role: 'tool', callId: message.callId, content: [{ type: 'text', text: message.text }] };
  }
}

async function toContent(part: WireContentPart, readAttachment: ReadAttachment) {
  switch (part.type) {
    case 'text':
      return [part];
    case 'refusal':
      return [{ type: 'text' as const, text: part.refusal }];
    case 'image':
    case 'file':
      return readAttachment(part);
  }
}
