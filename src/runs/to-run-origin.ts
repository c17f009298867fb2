import { textOf } from '../common/conversation.js';
import { limitText } from '../common/limit-text.js';
import type { SessionKey } from '../sessions/session-key.js';
import type { RunOrigin } from './journal/run-record.js';
import type { RunRequest } from './run-request.js';

const longestShownQuestion = 200;

export function toRunOrigin(
  id: string,
  { agent, owner, messages, durable }: RunRequest,
  { key, kind }: SessionKey,
): RunOrigin {
  const last = messages.findLast((message) => message.role === 'user');
  const asked = last ? limitText(textOf(last), longestShownQuestion) : '';
  return {
    id,
    agentId: agent.id,
    sessionKey: key,
    sessionKept: kind !== 'fresh',
    owner,
    asked,
    ...(durable ? { durable } : {}),
  };
}
