import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/** Below those that systems hand out, so that no server on port 0 and no connection of another test takes one meanwhile. */
const [lowest, beyond] = [20_000, 32_000];

/** Holds a port of 127.0.0.1 until it is closed. */
export async function holdPort(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = await listening(randomInt(lowest, beyond));
  if (!server) return holdPort();
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, close };
}

/** Different ports that nothing listens on right now, for tests that have to name one. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, holdPort));
  await Promise.all(held.map(({ close }) => close()));
  return held.map(({ port }) => port);
}

/** Undefined where somebody else has the port. */
function listening(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
