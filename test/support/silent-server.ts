import { type AddressInfo, createServer } from 'node:net';

/** Takes connections on a port of 127.0.0.1 and whatever they send, and never says anything. */
export async function silentServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, close };
}
