import { createServer } from 'node:net';
import type { ListenAddress } from '../../config/listen-address.js';

/** Listens for a moment. Resolves to why that cannot be done; undefined where it can. */
export function tryListening({ host, port }: ListenAddress): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
