import type { OutgoingRequest } from '../request-inspector.js';

/** Throws a TypeError for a body that is no text, since nobody could tell what is in it; the SDK sends JSON. */
export function toOutgoingRequest(
  input: string | URL | Request,
  headers: Headers,
  body: RequestInit['body'],
): Omit<OutgoingRequest, 'ownSecrets'> {
  if (typeof body !== 'string') throw new TypeError('A request whose body is no text cannot be inspected.');
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  return {
    target: pathname + search,
    headers: [...headers].map(([name, value]) => `${name}: ${value}\n`).join(''),
    body,
  };
}
