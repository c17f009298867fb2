import { isIP } from 'node:net';
import { isLoopbackHost } from '../../config/listen-address.js';
import { usageError } from '../usage-error.js';

export interface GatewayUrl {
  /** With `ws:` or `wss:`. */
  url: string;
  /** As http address, without user, query and fragment. */
  shown: string;
  /** Whether it stays on this machine. */
  isLoopback: boolean;
}

const schemes: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };

/** @throws CliError for what is no address of a gateway; `source` says who gave it. */
export function readGatewayUrl(written: string, source: string): GatewayUrl {
  const url = URL.parse(written.trim());
  const scheme = url === null ? undefined : schemes[url.protocol];
  if (url === null || scheme === undefined) {
    throw usageError(`${source} must be an address such as http://127.0.0.1:18789 (http, https, ws or wss).`);
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError(`${source} must hold no user and password; give the credential with --token or --password.`);
  }
  const plain = scheme === 'ws:' ? 'http:' : 'https:';
  const path = url.pathname === '/' ? '' : url.pathname;
  return {
    url: `${scheme}//${url.host}${url.pathname}${url.search}`,
    shown: `${plain}//${url.host}${path}`,
    isLoopback: isOnThisMachine(url.hostname.replace(/^\[|\]$/g, '')),
  };
}

/** A name that only begins like an address, such as `127.0.0.1.example.com`, leads wherever its owner wants. */
function isOnThisMachine(host: string): boolean {
  return isLoopbackHost(host) && (host === 'localhost' || isIP(host) !== 0);
}
