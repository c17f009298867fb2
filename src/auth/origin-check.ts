import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayConfig } from '../config/gateway.config.js';
import { HostNotAllowedError, OriginNotAllowedError } from './auth.errors.js';
import { canonicalAddress } from './ip-address.js';
import { hostName, isLoopbackName, withoutBrackets } from './loopback-name.js';

/**
 * Keeps web pages out that the operator did not name. Throws `HostNotAllowedError` when a gateway that listens on loopback
 * is called by a name that is not its own, because a page can point its own name at 127.0.0.1 (DNS rebinding);
 * `OriginNotAllowedError` when a browser says that a foreign page calls. Callers that are no browser send no `Origin`.
 * `listenHost` is where the gateway really listens: a reload changes `gateway.bind`, but not that.
 */
export function checkOrigin(headers: IncomingHttpHeaders, gateway: GatewayConfig, listenHost: string): void {
  if (isLoopbackOnly(listenHost) && !isKnownHost(headers.host, gateway)) throw new HostNotAllowedError();
  const { origin } = headers;
  if (origin === undefined || isAllowedOrigin(origin, gateway)) return;
  if (!isSameLoopbackOrigin(origin, headers.host)) throw new OriginNotAllowedError();
}

/** Whether the operator named the origin; scheme and host compare without case, and `null` is never named. */
export function isAllowedOrigin(origin: string, gateway: GatewayConfig): boolean {
  const presented = parsedOrigin(origin)?.origin;
  return (
    presented !== undefined && gateway.allowedOrigins.some((allowed) => parsedOrigin(allowed)?.origin === presented)
  );
}

function isSameLoopbackOrigin(origin: string, host: string | undefined): boolean {
  const page = parsedOrigin(origin);
  const self = parsedOrigin(`http://${host ?? ''}`);
  return page !== undefined && page.host === self?.host && isLoopbackName(hostName(page));
}

function isLoopbackOnly(listenHost: string): boolean {
  return isLoopbackName(canonicalAddress(listenHost) ?? listenHost);
}

/** HTTP/1.0 may come without `Host`; browsers never do. An address literal cannot be rebound. */
function isKnownHost(host: string | undefined, gateway: GatewayConfig): boolean {
  if (host === undefined) return true;
  const self = parsedOrigin(`http://${host}`);
  if (self === undefined) return false;
  const name = hostName(self);
  if (isIP(withoutBrackets(name)) !== 0 || isLoopbackName(name)) return true;
  return gateway.allowedOrigins.map(parsedOrigin).some((allowed) => allowed && hostName(allowed) === name);
}

/** Undefined for anything that is not exactly `http(s)://host[:port]`, a final slash aside. */
function parsedOrigin(text: string): URL | undefined {
  if (!/^https?:\/\/[^/?#@\\\s]+\/?$/i.test(text)) return undefined;
  return URL.parse(text) ?? undefined;
}
