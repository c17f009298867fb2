import type { JsonSchema } from '../common/named-schema.js';
import type { ParameterDescription } from './describes.decorator.js';
import { requestHeaderNames as names } from './request-header-names.js';

export const agentHeader = header(names.agentId, 'The agent; wins over `model`.');
const sessionHeader = header(names.sessionKey, 'The session to go on with; wins over `user`.');
export const modelHeader = header(
  names.model,
  '`<provider>/<model id>` in place of the agent’s model. Only the owner may choose one.',
);
const channelHeader = header(
  names.messageChannel,
  'Where the message comes from, e.g. `telegram`: one word, shown to the model as context.',
);
const ownerHeader = header(
  names.senderIsOwner,
  'Whether the sender is the owner. Without it the kind of the agent decides.',
  { enum: ['true', 'false'] },
);
const ownerAssertionHeader = header(
  names.ownerAssertion,
  'Vouches for the sender being the owner, by a signature over this request. Has an effect only where it is configured.',
);
const includeHeader = header(names.include, 'What the answer is to hold besides: the agent’s calls of its own tools.', {
  enum: ['tool_calls'],
});
const idempotencyHeader = header(
  names.idempotencyKey,
  'Names the call: sent again with the same key within 24 hours, it is answered by the same run.',
  { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
);
const disconnectHeader = header(
  names.onDisconnect,
  'Whether the run ends when its client leaves. Without it: `continue` with an `Idempotency-Key`, else `cancel`.',
  { enum: ['cancel', 'continue'] },
);

/** What decides whether the sender counts as the owner. */
export const senderHeaders: readonly ParameterDescription[] = [ownerHeader, ownerAssertionHeader];

/** What every request for a run reads: by whom it is sent, and for which agent, session and model. */
export const originHeaders: readonly ParameterDescription[] = [
  agentHeader,
  sessionHeader,
  modelHeader,
  channelHeader,
  ...senderHeaders,
];

/** What is read besides where a run may outlive its request. */
export const continuedRunHeaders: readonly ParameterDescription[] = [idempotencyHeader, disconnectHeader];

/** What a request for an answer reads, whichever API it is. */
export const answerRequestHeaders: readonly ParameterDescription[] = [
  ...originHeaders,
  includeHeader,
  ...continuedRunHeaders,
];

function header(name: string, description: string, schema: JsonSchema = { type: 'string' }): ParameterDescription {
  return { name, in: 'header', description, schema };
}
