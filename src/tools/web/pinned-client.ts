import { type LookupFunction, type Socket, connect, isIP } from 'node:net';
import { Client, buildConnector } from 'undici';
import { canonicalAddress } from './public-address.js';
import { portOf } from './target-guard.js';

/** Opens a connection to one of these addresses. */
export type Dial = (addresses: readonly string[], port: number) => Socket;

/** Tries them as browsers do, in turn and soon beside each other. */
export function dialAny(addresses: readonly string[], port: number): Socket {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_hostName, _options, callback) => callback(null, all);
  // The name is never looked up: it stands for the addresses above.
  return connect({ host: 'judged.invalid', port, lookup, autoSelectFamily: true });
}

export interface PinnedTarget {
  url: URL;
  /** Judged addresses of its host. */
  addresses: readonly string[];
}

/**
 * A client that can reach these addresses and nothing else: no second lookup, no proxy, no other origin. Aborting `signal` closes
 * a connection that is being opened; `destroy` closes the rest.
 */
export function openPinnedClient({ url, addresses }: PinnedTarget, dial: Dial, signal: AbortSignal): Client {
  const secure = buildConnector({ allowH2: false, timeout: 0 });
  const open: buildConnector.connector = (options, callback) => {
    const socket = dial(addresses, portOf(url));
    const stop = (): void => {
      socket.destroy(new Error('aborted'));
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', stop));
    const fail = (error: Error): void => callback(error, null);
    socket.once('error', fail);
    // An error that nobody listens for would end the process.
    socket.on('error', () => undefined);
    socket.once('connect', () => {
      if (!addresses.includes(canonicalAddress(socket.remoteAddress ?? '') ?? '')) {
        socket.destroy(new Error('connected to an address that was not judged'));
        return;
      }
      socket.off('error', fail);
      if (url.protocol === 'https:') secure({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
  return new Client(url.origin, { connect: open, allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
}
