/** Nonces of valid assertions; at most some 20 MB of them. */
const mostNonces = 100_000;

/** Remembers which nonces were used, for as long as their assertions could be valid. All times are in seconds. */
export class SpentNonces {
  /** By the time that their assertions give. */
  private readonly byTime = new Map<number, Set<string>>();
  private size = 0;

  constructor(
    private readonly longestAge: number,
    private readonly most = mostNonces,
  ) {}

  /** `full`: it cannot be remembered, so it must not be taken. */
  spend(nonce: string, time: number, now: number): 'spent' | 'known' | 'full' {
    this.forgetUntil(now - this.longestAge);
    const nonces = this.byTime.get(time) ?? new Set();
    if (nonces.has(nonce)) return 'known';
    if (this.size >= this.most) return 'full';
    this.byTime.set(time, nonces.add(nonce));
    this.size += 1;
    return 'spent';
  }

  private forgetUntil(time: number): void {
    for (const [own, nonces] of this.byTime) {
      if (own >= time) continue;
      this.byTime.delete(own);
      this.size -= nonces.size;
    }
  }
}
