import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A port of 127.0.0.1 that leads to another one, until what goes over it is cut off. */
export class CuttablePath {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    port: number,
  ) {
    server.on('connection', (near) => {
      const far = connect(port, '127.0.0.1');
      this.join(near, far);
      this.join(far, near);
    });
  }

  static async to(port: number): Promise<CuttablePath> {
    const server = createServer();
    const path = new CuttablePath(server, port);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return path;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection off without a word; new ones may come. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.pipe(to);
    // Either end may break off at any time.
    from.on('error', () => to.destroy());
    from.once('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
