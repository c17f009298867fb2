import { createHash } from 'node:crypto';
import type { RepeatableCall } from './repeatable-call.js';

type Asked = Pick<RepeatableCall, 'endpoint' | 'owner' | 'route' | 'includes' | 'repeat'>;

/** Equal for calls by the same caller that ask for the same, to the byte. */
export function fingerprintOf({ endpoint, owner, route, includes, repeat }: Asked): string {
  const { agentId, sessionKey, model, messageChannel } = route;
  const headers = [agentId, sessionKey, model, messageChannel].map((value) => value ?? null);
  const included = JSON.stringify(includes ?? {});
  return digest([owner.credential.id, endpoint, owner.header, ...headers, included, repeat.bodyDigest()]);
}

/** A key belongs to its caller and endpoint: others may use the same one. */
export function keyIdOf({ endpoint, owner }: Pick<Asked, 'endpoint' | 'owner'>, key: string): string {
  return digest([owner.credential.id, endpoint, key]);
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
