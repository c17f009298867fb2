import type { FinishReason } from '../common/conversation.js';

export type WireFinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

const wireNames: Record<FinishReason, WireFinishReason> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};

export const wireFinishReasons: readonly WireFinishReason[] = Object.values(wireNames);

export function toWireFinishReason(reason: FinishReason): WireFinishReason {
  return wireNames[reason];
}
