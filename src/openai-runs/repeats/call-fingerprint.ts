import { hash } from 'node:crypto';
import type { AdmittedCall } from './repeatable-call.js';

type Asked = Pick<AdmittedCall, 'endpoint' | 'owner' | 'rights' | 'route' | 'includes' | 'repeat'>;

/**
 * Equal for calls by the same caller that ask for the same, to the byte, and would come to the same agent with the same rights: an
 * answer is given again only to somebody who would get it today.
 */
export function fingerprintOf({ endpoint, owner, rights, route, includes, repeat }: Asked): string {
  const { sessionKey, model, messageChannel } = route;
  const headers = [sessionKey, model, messageChannel].map((value) => value ?? null);
  const parts = JSON.stringify([rights.agentId, rights.isOwner, includes ?? {}]);
  return digest([owner.credential.id, endpoint, parts, ...headers, repeat.bodyDigest()]);
}

/** A key belongs to its caller and endpoint: others may use the same one. */
export function keyIdOf({ endpoint, owner }: Pick<Asked, 'endpoint' | 'owner'>, key: string): string {
  return digest([owner.credential.id, endpoint, key]);
}

function digest(parts: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(parts));
}
