import { answerHeaderNames } from './answer-header-names.js';
import type { HeaderDescription, ParameterDescription } from './describes.decorator.js';
import { requestHeaderNames } from './request-header-names.js';

/** Headers that several endpoints read, and those that their answers have. */

export const agentHeader: ParameterDescription = {
  name: requestHeaderNames.agentId,
  in: 'header',
  description: 'The agent; wins over `model`.',
  schema: { type: 'string' },
};

export const sessionHeader: ParameterDescription = {
  name: requestHeaderNames.sessionKey,
  in: 'header',
  description: 'The session to go on with; wins over `user`.',
  schema: { type: 'string' },
};

export const ownerHeader: ParameterDescription = {
  name: requestHeaderNames.senderIsOwner,
  in: 'header',
  description: 'Whether the sender is the owner. Without it the kind of the agent decides.',
  schema: { enum: ['true', 'false'] },
};

export const idempotencyHeader: ParameterDescription = {
  name: requestHeaderNames.idempotencyKey,
  in: 'header',
  description: 'Names the call: sent again with the same key within 24 hours, it is answered by the same run.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
};

export const disconnectHeader: ParameterDescription = {
  name: requestHeaderNames.onDisconnect,
  in: 'header',
  description:
    'Whether the run ends when its client leaves. Without it: `continue` with an `Idempotency-Key`, else `cancel`.',
  schema: { enum: ['cancel', 'continue'] },
};

export const includeHeader: ParameterDescription = {
  name: requestHeaderNames.include,
  in: 'header',
  description: 'What the answer is to hold besides: the agent’s calls of its own tools.',
  schema: { enum: ['tool_calls'] },
};

export const ownerAssertionHeader: ParameterDescription = {
  name: requestHeaderNames.ownerAssertion,
  in: 'header',
  description:
    'Vouches for the sender being the owner, by a signature over this request. Has an effect only where it is configured.',
  schema: { type: 'string' },
};

/** Of every answer to a key that is limited. */
export const limitHeaders: Readonly<Record<string, HeaderDescription>> = {
  [answerHeaderNames.limitRequests]: count('Requests that the key may send within a minute.'),
  [answerHeaderNames.remainingRequests]: count('How many of them are left.'),
  [answerHeaderNames.resetRequests]: duration('How long until all of them are there again.'),
  [answerHeaderNames.limitTokens]: count('Tokens that the key may use within a minute, in and out.'),
  [answerHeaderNames.remainingTokens]: count('How many of them are left.'),
  [answerHeaderNames.resetTokens]: duration('How long until all of them are there again.'),
};

/** Of answers that say that something will work later. */
export const retryHeaders: Readonly<Record<string, HeaderDescription>> = {
  [answerHeaderNames.retryAfter]: count('Seconds after which to try again, where they are known.'),
  [answerHeaderNames.retryAfterMilliseconds]: count(
    'The same to the millisecond, where a limit of the key is reached.',
  ),
};

function count(description: string): HeaderDescription {
  return { description, schema: { type: 'integer', minimum: 0 } };
}

function duration(description: string): HeaderDescription {
  return { description: `${description} E.g. \`120ms\`, \`8.64s\` or \`6m0s\`.`, schema: { type: 'string' } };
}
