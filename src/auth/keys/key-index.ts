import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyEntry, RevokedEntry } from './named-key.js';

/** What an index is made of. */
export interface KeyDigests {
  entries: readonly KeyEntry[];
  /** Secrets that opened the gateway once and never will again. */
  revoked: readonly RevokedEntry[];
}

/**
 * Finds the entry of a secret by one look-up and one comparison, however many there are. What is looked up is keyed with a
 * salt that nobody outside knows, so that the time of it tells nothing of the digests that are kept.
 */
export class KeyIndex {
  private readonly entries = new Map<string, KeyEntry>();
  private readonly revoked: ReadonlyMap<string, string>;

  constructor(
    { entries, revoked }: KeyDigests,
    private readonly salt: string,
  ) {
    for (const entry of entries) this.entries.set(this.place(entry.digest), entry);
    this.revoked = new Map(revoked.map(({ digest, credentialId }) => [this.place(digest), credentialId]));
  }

  get size(): number {
    return this.entries.size;
  }

  find(digest: string): KeyEntry | undefined {
    const entry = this.entries.get(this.place(digest));
    return entry && timingSafeEqual(Buffer.from(entry.digest), Buffer.from(digest)) ? entry : undefined;
  }

  /** The id of the credential that a digest without an entry stood for. */
  findRevoked(digest: string): string | undefined {
    return this.revoked.get(this.place(digest));
  }

  /** The first time after `now` at which an entry expires, in milliseconds since the epoch. */
  nextExpiry(now: number): number | undefined {
    const times = [...this.entries.values()].flatMap(({ credential }) => credential.expiresAt ?? []);
    const coming = times.filter((time) => time > now);
    return coming.length === 0 ? undefined : coming.reduce((first, time) => Math.min(first, time));
  }

  private place(digest: string): string {
    return createHmac('sha256', this.salt).update(digest).digest('base64');
  }
}
