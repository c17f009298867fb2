import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A public address on paper, yet inside a cloud it is the service that hands out the machine's own settings. */
const cloudService = '168.63.129.16';
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** The one spelling of an address; an IPv4-mapped one as IPv4. Undefined for what is no address or has a zone. */
export function canonicalAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined;
  return ipaddr.process(text).toString();
}

/**
 * Whether an address is a host of the public internet: in none of the ranges that IANA keeps for special purposes. Addresses that
 * carry another one in them (IPv4-mapped, 6to4, NAT64, Teredo) are not, whichever they carry.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  // All of IPv6 outside this block is either special or not given out yet.
  if (address instanceof ipaddr.IPv6) return address.match(globalUnicast);
  return address.toString() !== cloudService;
}
