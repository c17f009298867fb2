import type { IncomingMessage } from 'node:http';

/** The path as it was sent, without the query string, because people put secrets there. */
export function requestPath({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}
