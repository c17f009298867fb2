import { joinTexts } from './join-texts.js';

/**
 * The one form of a conversation inside the gateway. Transports convert to it, providers convert from it, sessions
 * store it as it is.
 */
export type Message = UserMessage | AssistantMessage | ToolMessage;

export interface TextPart {
  type: 'text';
  text: string;
}

/** An image, inline (`data` is base64) or by reference. */
export type ImagePart = { type: 'image'; detail?: 'auto' | 'low' | 'high' | 'original' } & (
  { mediaType: string; data: string } | { url: string }
);

/** A document for models that read it natively; `data` is base64. */
export interface FilePart {
  type: 'file';
  mediaType: string;
  data: string;
  filename?: string;
}

export type ContentPart = TextPart | ImagePart | FilePart;

export interface UserMessage {
  role: 'user';
  content: ContentPart[];
  name?: string;
}

export interface AssistantMessage {
  role: 'assistant';
  text: string;
  refusal?: string;
  /** The model's reasoning, where it gives any; stored, and sent back only to providers that ask for it. */
  reasoning?: string;
  toolCalls: ToolCall[];
}

/** The result of one call. Each call of an assistant message is answered by exactly one tool message. */
export interface ToolMessage {
  role: 'tool';
  callId: string;
  content: (TextPart | ImagePart)[];
}

export interface ToolCall {
  /** As the model gave it; made by the gateway only when the model gave none. */
  id: string;
  name: string;
  /** JSON text as the model wrote it; not necessarily valid. */
  arguments: string;
}

/** A tool as a model sees it. */
export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the arguments object. */
  parameters: Record<string, unknown>;
  strict?: boolean;
}

export type ToolChoice = { type: 'auto' } | { type: 'none' } | { type: 'required' } | { type: 'tool'; name: string };

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | {
      type: 'json_schema';
      name: string;
      description?: string;
      schema?: Record<string, unknown>;
      strict?: boolean;
    };

/** Why a model, and in the end a run, stopped. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter';

/** The text parts of a message, joined. */
export function textOf(message: Message): string {
  if (message.role === 'assistant') return message.text;
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** What an assistant said, its answer and its refusal to give one alike. */
export function saidBy({ text, refusal = '' }: AssistantMessage): string {
  return joinTexts(text, refusal);
}
