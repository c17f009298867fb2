import type { FinishReason } from '../common/conversation.js';
import type { GatewayError } from '../common/gateway-error.js';
import type { Usage } from '../common/usage.js';
import type { ToolOutcome } from '../tools/tool.port.js';

/**
 * All that a run says. `model-start` comes once, when the first model has answered: until then a failure is an early one, and
 * nothing need have been sent to the caller. Client tool calls are told apart by `index`, counted from 0 over the run. Calls to the
 * agent's own tools are told apart by `callId`; several may be under way at once, and each has its `tool-progress` between its
 * `tool-start` and its `tool-end`, whose `result` is the beginning of the text that the model gets; these three are for
 * transports that show a run live. Exactly one of the terminal events, `run-end` and `run-error`, comes last.
 */
export type RunEvent =
  | { type: 'model-start' }
  | { type: 'text-delta'; text: string }
  | { type: 'refusal-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'client-tool-call-start'; index: number; id: string; name: string }
  | { type: 'client-tool-call-delta'; index: number; argumentsDelta: string }
  | { type: 'tool-start'; callId: string; name: string; arguments: string }
  | { type: 'tool-progress'; callId: string; name: string; text: string }
  | { type: 'tool-end'; callId: string; name: string; outcome: ToolOutcome; result: string }
  | { type: 'run-end'; finishReason: FinishReason; usage: Usage; model: string }
  | { type: 'run-error'; error: GatewayError };
