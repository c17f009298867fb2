/** Lets work of the same key run one after the other, in the order of the calls. */
export class SerialTurns {
  private readonly last = new Map<string, Promise<void>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const { promise: done, resolve: end } = Promise.withResolvers<undefined>();
    const turn = done.then(() => undefined);
    this.last.set(key, turn);
    try {
      await before;
      return await work();
    } finally {
      end(undefined);
      if (this.last.get(key) === turn) this.last.delete(key);
    }
  }
}
