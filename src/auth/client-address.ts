import { normalizeIp } from '@nestjs/throttler';
import { canonicalAddress, isLoopbackAddress } from './ip-address.js';
import { headerValues } from './raw-headers.js';
import { TrustedProxies } from './trusted-proxies.js';

export interface ClientAddress {
  /** Canonical, or `unknown` for a socket that has none (a Unix socket, or one that is already gone). */
  readonly address: string;
  /** What failures are counted by: the IPv4 address, or the /64 that an IPv6 client has for itself. */
  readonly key: string;
  readonly isLoopback: boolean;
}

/** What a request says of where it comes from. */
export interface RequestSource {
  readonly rawHeaders: readonly string[];
  /** The socket's remote address, never a forwarded one. */
  readonly peer: string | undefined;
}

/** The client that sent a request; `trustedProxies` is the list of the configuration. */
export function clientOf({ peer, rawHeaders }: RequestSource, trustedProxies: readonly string[]): ClientAddress {
  return clientAddress(peer, headerValues(rawHeaders, 'x-forwarded-for'), TrustedProxies.of(trustedProxies));
}

/**
 * The client behind a socket peer. `X-Forwarded-For` is read only when the peer is a trusted proxy, and then from the
 * right to the first hop that is not one; when a hop on the way is no address, the peer itself counts as the client.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: readonly string[],
  trusted: TrustedProxies,
): ClientAddress {
  const socketAddress = canonicalAddress(peer) ?? 'unknown';
  const forwarded = trusted.has(socketAddress) ? rightmostUntrusted(forwardedFor, trusted) : undefined;
  const address = forwarded ?? socketAddress;
  return { address, key: normalizeIp(address, 64), isLoopback: isLoopbackAddress(address) };
}

/** With nothing but trusted hops, the farthest of them; undefined when a hop on the way is no address. */
function rightmostUntrusted(forwardedFor: readonly string[], trusted: TrustedProxies): string | undefined {
  const hops = forwardedFor.flatMap((value) => value.split(',')).reverse();
  let farthest: string | undefined;
  for (const hop of hops) {
    farthest = canonicalAddress(withoutPort(hop.trim()));
    if (farthest === undefined || !trusted.has(farthest)) break;
  }
  return farthest;
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const match = /^\[([^\]]+)\](?::\d+)?$/.exec(hop) ?? /^([\d.]+):\d+$/.exec(hop);
  return match?.[1] ?? hop;
}
