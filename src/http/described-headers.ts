import type { ParameterDescription } from './describes.decorator.js';

/** Request headers that several endpoints read. */

export const agentHeader: ParameterDescription = {
  name: 'x-openclaw-agent-id',
  in: 'header',
  description: 'The agent; wins over `model`.',
  schema: { type: 'string' },
};

export const sessionHeader: ParameterDescription = {
  name: 'x-openclaw-session-key',
  in: 'header',
  description: 'The session to go on with; wins over `user`.',
  schema: { type: 'string' },
};

export const ownerHeader: ParameterDescription = {
  name: 'x-openclaw-sender-is-owner',
  in: 'header',
  description: 'Whether the sender is the owner. Without it the kind of the agent decides.',
  schema: { enum: ['true', 'false'] },
};

export const idempotencyHeader: ParameterDescription = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Names the call: sent again with the same key within 24 hours, it is answered by the same run.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
};

export const disconnectHeader: ParameterDescription = {
  name: 'x-openclaw-on-disconnect',
  in: 'header',
  description:
    'Whether the run ends when its client leaves. Without it: `continue` with an `Idempotency-Key`, else `cancel`.',
  schema: { enum: ['cancel', 'continue'] },
};

export const includeHeader: ParameterDescription = {
  name: 'x-openclaw-include',
  in: 'header',
  description: 'What the answer is to hold besides: the agent’s calls of its own tools.',
  schema: { enum: ['tool_calls'] },
};
