import type { FinishReason, Message, ResponseFormat, ToolChoice, ToolDefinition } from '../common/conversation.js';
import type { ModelOptions } from '../common/model-options.js';
import type { Usage } from '../common/usage.js';
import type { ProviderError } from './provider.errors.js';
import type { RequestInspector } from './request-inspector.js';

export interface ModelRequest {
  /** The provider's own model id, without the provider's name. */
  model: string;
  system: string;
  messages: readonly Message[];
  tools: readonly ToolDefinition[];
  toolChoice?: ToolChoice;
  parallelToolCalls?: boolean;
  options: ModelOptions;
  responseFormat?: ResponseFormat;
  /** Asked about every attempt before it is sent; what it throws is the error of the call. Absent where anything may be sent. */
  inspect?: RequestInspector | undefined;
}

/**
 * What a model says, piece by piece. Tool calls are told apart by `index`, and a call's `tool-call-start` comes before its
 * deltas; the joined deltas are the arguments' JSON text.
 */
export type ModelEvent =
  | { type: 'response-start' }
  | { type: 'text-delta'; text: string }
  | { type: 'refusal-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'tool-call-start'; index: number; id: string; name: string }
  | { type: 'tool-call-delta'; index: number; argumentsDelta: string }
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; reason: FinishReason }
  | { type: 'error'; error: ProviderError };

/**
 * A connection to one configured model provider.
 *
 * `stream` yields batches: all events of one read of the upstream, never an empty array. `response-start` comes first, as
 * soon as the provider has answered with success and its first byte. The stream ends with exactly one terminal event,
 * `finish` or `error`, after which nothing follows; it does not throw. `usage` comes before the terminal event, where
 * the provider gives it at all. Failures before the first byte have been retried as far as configured before they are
 * reported. Aborting `signal`, or returning from the iterator, closes the upstream connection at once; after an abort
 * the stream ends with an `error` event whose error is of kind `aborted`. A slow consumer pauses the upstream.
 */
export interface ModelProvider {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]>;
  /** The body that `stream` would send, as JSON data, without sending it. */
  preview(request: ModelRequest): Promise<unknown>;
}
