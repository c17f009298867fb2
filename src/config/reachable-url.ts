import { type ListenAddress, isUnspecifiedHost } from './listen-address.js';

/** Where a client on this machine reaches what listens there, e.g. `http://127.0.0.1:18789`. The port must be a real one. */
export function reachableUrl({ host, port }: ListenAddress): string {
  const reachable = isUnspecifiedHost(host) ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
