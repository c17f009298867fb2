import type { IncomingMessage } from 'node:http';

/**
 * Whether a request says which host it is for, and says it once: a second `Host`, or a whole URL in the request line with
 * another host, would let what is checked differ from what a proxy in front went by. HTTP/1.0 may leave the host out.
 */
export function hasOneHost(request: Pick<IncomingMessage, 'headersDistinct' | 'httpVersion' | 'url'>): boolean {
  const hosts = request.headersDistinct['host'] ?? [];
  const target = targetHost(request.url);
  if (hosts.length > 1) return false;
  const host = hosts.at(0);
  if (host === undefined) return request.httpVersion === '1.0' && target === undefined;
  return target === undefined || target.toLowerCase() === host.toLowerCase();
}

/** Of `GET http://host/path`, which is how clients ask a proxy. */
function targetHost(url = '/'): string | undefined {
  return /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
}
