import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isRepeatable } from './call-repeat.js';

const digests = new WeakMap<IncomingMessage, string>();

/** Keeps what tells the body from others, for requests that may come again. */
export function noteBody(request: IncomingMessage, bytes: Buffer): void {
  if (isRepeatable(request)) digests.set(request, hash('sha256', bytes));
}

/** SHA-256 of the body as it came, in hexadecimal digits. Throws before the body of a repeatable request was read. */
export function bodyDigestOf(request: IncomingMessage): string {
  const digest = digests.get(request);
  if (digest === undefined) throw new Error('The digest was asked for before the body was read.');
  return digest;
}
