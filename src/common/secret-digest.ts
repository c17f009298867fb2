import { hash } from 'node:crypto';

/**
 * What is kept of a key in its place. A plain digest is enough where nobody can try all keys: they are random and 256 bits long.
 */
export function secretDigest(secret: string): string {
  return `sha256:${hash('sha256', secret, 'hex')}`;
}
