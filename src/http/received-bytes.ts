/** Bytes that all clients together may have sent of what is not whole yet, or waits for its turn. */
export const mostReceivedBytes = 512_000_000;

/**
 * What all doors hold of bodies and messages that are not being served yet. It has one limit for all clients besides that of each,
 * since a connection costs its client nothing. Beyond it whoever holds most is cut off.
 */
export class ReceivedBytes {
  private readonly shares = new Set<ReceivedShare>();
  private total = 0;

  constructor(private readonly most = mostReceivedBytes) {}

  /** `cutOff` is called at most once, has to let go of what is held, and may be called while the share grows. */
  open(cutOff: () => void): ReceivedShare {
    const share: ReceivedShare = new ReceivedShare(cutOff, (change) => this.change(share, change));
    this.shares.add(share);
    return share;
  }

  private change(share: ReceivedShare, change: number): void {
    this.total += change;
    if (share.isClosed) this.shares.delete(share);
    if (change > 0) this.makeRoom();
  }

  private makeRoom(): void {
    while (this.total > this.most && this.shares.size > 0)
      [...this.shares].reduce((one, other) => (other.bytes > one.bytes ? other : one)).cutOff();
  }
}

/** What is held for one client. */
export class ReceivedShare {
  private held = 0;
  private closed = false;

  constructor(
    private readonly onCutOff: () => void,
    private readonly onChange: (change: number) => void,
  ) {}

  get bytes(): number {
    return this.held;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** So much more is held, or less. */
  add(change: number): void {
    if (this.closed || change === 0) return;
    this.held += change;
    this.onChange(change);
  }

  /** Nothing of it counts any more. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { held } = this;
    this.held = 0;
    this.onChange(-held);
  }

  cutOff(): void {
    this.close();
    this.onCutOff();
  }
}
