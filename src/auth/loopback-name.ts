import { isLoopbackAddress } from './ip-address.js';

/** The host of a URL, without the final dot by which a name is told to be whole: it is the same host. */
export function hostName({ hostname }: URL): string {
  return hostname.replace(/\.$/, '');
}

/** Whether a host name, of a URL or plain, can only be this machine: browsers ask nobody about `*.localhost`. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackAddress(withoutBrackets(hostname));
}

/** URLs have brackets around an IPv6 address. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
