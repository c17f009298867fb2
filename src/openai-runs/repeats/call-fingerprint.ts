import { hash } from 'node:crypto';
import type { AdmittedCall } from './repeatable-call.js';

type Asked = Pick<AdmittedCall, 'endpoint' | 'owner' | 'route' | 'includes' | 'repeat'>;

/** Equal for calls by the same caller that ask for the same, to the byte; what they may reach is in `callRights`. */
export function fingerprintOf({ endpoint, owner, route, includes, repeat }: Asked): string {
  const { agentId, sessionKey, model, messageChannel } = route;
  const headers = [agentId, sessionKey, model, messageChannel].map((value) => value ?? null);
  // An assertion is signed anew for each try, so only that there is one can be compared.
  const claims = JSON.stringify([owner.header, owner.assertion !== undefined, includes ?? {}]);
  return digest([owner.credential.id, endpoint, claims, ...headers, repeat.bodyDigest()]);
}

/** A key belongs to its caller and endpoint: others may use the same one. */
export function keyIdOf({ endpoint, owner }: Pick<Asked, 'endpoint' | 'owner'>, key: string): string {
  return digest([owner.credential.id, endpoint, key]);
}

function digest(parts: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(parts));
}
