import { BlockList, isIPv4 } from 'node:net';
import { canonicalAddress } from './ip-address.js';

/** The proxies whose forwarding headers are believed: addresses and CIDR ranges. An entry that is neither matches nobody. */
export class TrustedProxies {
  private static readonly built = new WeakMap<readonly string[], TrustedProxies>();
  private readonly list = new BlockList();

  private constructor(private readonly entries: readonly string[]) {
    for (const entry of entries) this.add(entry);
  }

  /** Built once per list; the configuration's lists are frozen and replaced as a whole. */
  static of(entries: readonly string[]): TrustedProxies {
    const built = this.built.get(entries) ?? new TrustedProxies(entries);
    this.built.set(entries, built);
    return built;
  }

  /** An IPv4-mapped peer is looked up as the IPv4 address that it is. */
  has(peer: string | undefined): boolean {
    if (this.entries.length === 0) return false;
    const address = canonicalAddress(peer);
    return address !== undefined && this.list.check(address, familyOf(address));
  }

  private add(entry: string): void {
    const parts = entry.trim().split('/');
    const [written] = parts;
    const prefix = parts.at(1);
    const network = canonicalAddress(written);
    if (network === undefined || parts.length > 2) return;
    if (prefix === undefined) this.list.addAddress(network, familyOf(network));
    else this.addRange(network, written, prefix);
  }

  private addRange(network: string, written: string, prefix: string): void {
    const mappedBits = isIPv4(network) && !isIPv4(written) ? 96 : 0;
    const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) - mappedBits : -1;
    if (bits >= 0 && bits <= (isIPv4(network) ? 32 : 128)) this.list.addSubnet(network, bits, familyOf(network));
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
