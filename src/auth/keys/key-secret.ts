import type { Ids } from '../../common/ids.js';

/** By this people and secret scanners know what they have found. */
const prefix = 'ocg';
const secretBytes = 32;
const idLength = 10;

/** The id of a new key: it stands in each of its secrets and may be known. */
export function newKeyId(ids: Ids): string {
  return ids.prefixed('').slice(-idLength);
}

/** A new secret: `ocg_<id of the key>_<43 characters>`. */
export function newKeySecret(ids: Ids, id: string): string {
  return `${prefix}_${id}_${ids.secret(secretBytes)}`;
}
