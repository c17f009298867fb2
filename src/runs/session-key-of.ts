import type { Ids } from '../common/ids.js';
import { type SessionKey, resolveSessionKey } from '../sessions/session-key.js';
import type { RunRequest } from './run-request.js';

/** The session of a run. Throws 400 for a given key that is no session key of the agent. */
export function sessionKeyOf(
  { agent, owner, credential, session }: Pick<RunRequest, 'agent' | 'owner' | 'credential' | 'session'>,
  ids: Ids,
): SessionKey {
  if (session.own) return session.own;
  return resolveSessionKey({
    agentId: agent.id,
    namespace: credential.namespace,
    userKeyMode: agent.userKey,
    isOwner: owner.isOwner,
    ownerByDefault: !agent.publicMode,
    fresh: () => ids.uuid(),
    words: session.words,
    ...(session.header === undefined ? {} : { header: session.header }),
    ...(session.user === undefined ? {} : { user: session.user }),
  });
}
