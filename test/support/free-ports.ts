import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/** Holds a port of 127.0.0.1 until it is closed. */
export async function holdPort(): Promise<{ port: number; close: () => Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, close };
}

/** Different ports that nothing listens on right now, for tests that have to name one. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, holdPort));
  await Promise.all(held.map(({ close }) => close()));
  return held.map(({ port }) => port);
}
