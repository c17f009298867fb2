import type { IncomingMessage } from 'node:http';

/** The path as it was sent, without the query string, because people put secrets there, and without the host of a whole URL. */
export function requestPath({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const end = url.search(/[?#]/);
  const target = end === -1 ? url : url.slice(0, end);
  const absolute = /^[a-z][a-z\d+.-]*:\/\/[^/]*(.*)$/is.exec(target);
  return absolute ? absolute[1] || '/' : target;
}
