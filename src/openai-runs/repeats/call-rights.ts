import { hash } from 'node:crypto';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { type SenderClaim, resolveOwner } from '../../auth/resolve-owner.js';

type RuledAgent = Pick<ResolvedAgent, 'id' | 'publicMode' | 'tools' | 'inheritedTools'>;

/**
 * Equal for calls that come to the same agent and may reach the same there, as the configuration is now: an answer is given again
 * only to somebody who could get it today.
 */
export function callRights({ id, publicMode, tools, inheritedTools }: RuledAgent, sender: SenderClaim): string {
  const { isOwner } = resolveOwner(sender, publicMode);
  const { credential } = sender;
  const narrowed = [tools, inheritedTools, credential.tools ?? null, credential.agents ?? null];
  return hash('sha256', JSON.stringify([id, publicMode, isOwner, ...narrowed]));
}
