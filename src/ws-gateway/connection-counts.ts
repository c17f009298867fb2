/** How many connections there are, in all and per client. */
export class ConnectionCounts {
  private readonly byClient = new Map<string, number>();
  total = 0;

  of(client: string): number {
    return this.byClient.get(client) ?? 0;
  }

  /** Returns what takes it out again, which does nothing the second time. */
  enter(client: string): () => void {
    this.total += 1;
    this.byClient.set(client, this.of(client) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.total -= 1;
      const others = this.of(client) - 1;
      if (others > 0) this.byClient.set(client, others);
      else this.byClient.delete(client);
    };
  }
}
