import { bodyDigest } from './owner-assertion.js';
import { OwnerAssertionError } from './owner-assertion.error.js';

/** What throws where a body does not have this digest. */
export function bodyCheck(digest: string): (body: Buffer) => void {
  return (body) => {
    if (bodyDigest(body) !== digest) throw new OwnerAssertionError('body');
  };
}
