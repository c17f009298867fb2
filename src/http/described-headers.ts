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
