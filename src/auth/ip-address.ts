import { isIP } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

/**
 * The one spelling of an IP address: shortest form, lower case, no zone, an IPv4-mapped address as its IPv4 address.
 * Undefined when `text` is no IP address.
 */
export function canonicalAddress(text: string | undefined): string | undefined {
  const bare = text?.split('%', 1)[0];
  if (bare === undefined || isIP(bare) === 0) return undefined;
  return normalizeIp(bare, 128).replace(/\/128$/, '');
}

/** `address` has to be canonical. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
