import type { ErrorEnvelope } from '../../openai-wire/error-envelope.js';
import type { WireFinishReason } from '../../openai-wire/finish-reason.js';
import type { CompletionUsage } from '../../openai-wire/usage.js';
import type { ToolOutcome } from '../../tools/tool.port.js';

/** What a run says, by the names that clients know. `RunEvent` tells how they follow each other. */
export type WireRunEvent =
  | { type: 'model-start' }
  | { type: 'text-delta'; text: string }
  | { type: 'refusal-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'client-tool-call-start'; index: number; id: string; name: string }
  | { type: 'client-tool-call-delta'; index: number; arguments_delta: string }
  | { type: 'tool-start'; call_id: string; name: string; arguments: string }
  | { type: 'tool-progress'; call_id: string; name: string; text: string }
  | { type: 'tool-end'; call_id: string; name: string; outcome: ToolOutcome; result: string }
  | { type: 'run-end'; finish_reason: WireFinishReason; usage: CompletionUsage; model: string }
  | ({ type: 'run-error' } & ErrorEnvelope);

/** In place of `count` events that the run said and the gateway has forgotten since. */
export interface LostEvents {
  type: 'events.lost';
  count: number;
}
