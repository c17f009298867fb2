import { isIP } from 'node:net';
import { untilAborted } from '../../common/abort.js';
import { PageFetchError } from '../pages/page-fetcher.port.js';
import type { HostResolver } from './host-resolver.js';
import { canonicalAddress, isPublicAddress } from './public-address.js';

const notPublic = 'This address is not public, so it is not fetched.';
/** One answer for names that do not exist and names of inner hosts, so that nobody can search for the latter. */
const noPublicHost = 'There is no public host of this name, so it is not fetched.';

export interface GuardOptions {
  resolver: HostResolver;
  /** The addresses of this machine, which are refused even where they are public. */
  ownAddresses: () => readonly string[];
}

/** Decides whether a URL may be fetched, and which addresses may be connected to for it. */
export class TargetGuard {
  constructor(private readonly options: GuardOptions) {}

  /**
   * The addresses behind a URL, all of them judged. Nothing else is to be connected to: the next lookup may say otherwise.
   * @throws PageFetchError when there is none or any of them may not be fetched
   */
  async judge(url: URL, allowedHosts: readonly string[], signal: AbortSignal): Promise<string[]> {
    checkForm(url);
    const hostName = bareHostName(url);
    const mayBePrivate = isAllowed(url, allowedHosts);
    if (isIP(hostName) !== 0) return this.checked([hostName], mayBePrivate, notPublic);
    if (isLocalhost(hostName) && !mayBePrivate) throw new PageFetchError(notPublic);
    return this.checked(await this.resolve(hostName, signal), mayBePrivate, noPublicHost);
  }

  private async resolve(hostName: string, signal: AbortSignal): Promise<string[]> {
    try {
      return await untilAborted(this.options.resolver.resolve(hostName, signal), signal);
    } catch {
      signal.throwIfAborted();
      throw new PageFetchError(noPublicHost);
    }
  }

  /** One private address among public ones is reason enough: a client may pick any. */
  private checked(found: readonly string[], mayBePrivate: boolean, refusal: string): string[] {
    const own = new Set(this.options.ownAddresses().map(canonicalAddress));
    const addresses = found.flatMap((address) => canonicalAddress(address) ?? []);
    const isFit = addresses.length > 0 && addresses.length === found.length;
    const isPublic = found.every(isPublicAddress) && !addresses.some((address) => own.has(address));
    if (!isFit || !(isPublic || mayBePrivate)) throw new PageFetchError(refusal);
    return addresses;
  }
}

function checkForm(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new PageFetchError('Only addresses that begin with https:// or http:// are fetched.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new PageFetchError('Addresses with a user name or password in them are not fetched.');
  }
}

/** An IPv6 address without its brackets, a name without the dot that may end it. */
function bareHostName({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname.replace(/\.+$/, '');
}

function isLocalhost(hostName: string): boolean {
  return hostName === 'localhost' || hostName.endsWith('.localhost');
}

/** Hosts are listed as `host` or `host:port`, IPv6 addresses in brackets as in a URL. */
function isAllowed(url: URL, allowedHosts: readonly string[]): boolean {
  const host = url.hostname.replace(/\.+$/, '');
  const port = portOf(url);
  return allowedHosts.some((entry) => [host, `${host}:${port}`].includes(entry.toLowerCase()));
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
