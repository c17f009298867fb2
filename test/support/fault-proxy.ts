import { type Server, type Socket, connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Stands between a client and a gateway, and lets connections break. */
export class FaultProxy {
  private readonly sockets = new Set<Socket>();
  private target: Promise<number>;
  private swallowing = false;

  private constructor(
    private readonly server: Server,
    target: number,
  ) {
    this.target = Promise.resolve(target);
  }

  static async start(target: number): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, target);
    server.on('connection', (client) => {
      proxy.forward(client).catch(() => client.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** From now on connections go there; those that come before it is known wait. */
  aim(target: Promise<number>): void {
    this.target = target;
  }

  /** Breaks off all connections, on both sides. */
  cut(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  /** The next answer gets to the proxy and no further: the client's connection breaks in its place. */
  swallowNextAnswer(): void {
    this.swallowing = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async forward(client: Socket): Promise<void> {
    this.track(client);
    const gateway = this.track(connect(await this.target, '127.0.0.1'));
    client.pipe(gateway);
    gateway.on('data', (bytes) => {
      if (!this.swallowing) {
        client.write(bytes);
        return;
      }
      // The gateway's side stays open, so that it takes its answer for sent.
      client.unpipe(gateway);
      client.destroy();
      setImmediate(() => (this.swallowing = false));
    });
    gateway.on('close', () => client.destroy());
  }

  private track(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
