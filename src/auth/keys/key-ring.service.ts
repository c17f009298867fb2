import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { secretDigest } from '../../common/secret-digest.js';
import { GatewaySection } from '../../config/config-sections.js';
import type { Credential } from '../credential.js';
import { KeyIndex } from './key-index.js';
import { configuredEntry, hasSameRights, revokedEntries, storedEntries } from './named-key.js';
import { KeyStore } from './key-store.service.js';
import type { StoredKey } from './stored-keys.js';

/**
 * What has become of a credential since it was proven: `changed` where its key allows something else by now, `ended` where it
 * was revoked or has expired.
 */
export type Standing = 'current' | 'changed' | 'ended';

const saltBytes = 32;
/** Node's timers take no more than 24 days. */
const longestTimer = 86_400_000;

/** The named keys in force: those of the configuration and those of the key file, each as it is at this moment. */
@Injectable()
export class KeyRing implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(KeyRing.name);
  private readonly salt: string;
  private readonly digests = new WeakMap<Credential, string>();
  private readonly replaced = new WeakSet<Credential>();
  private readonly listeners = new Set<() => void>();
  private index: KeyIndex;
  private timer: Timer | undefined;
  /** Names of keys of the file that one of the configuration hides. */
  private shadowed: ReadonlySet<string> = new Set();
  private stopListening: (() => void)[] = [];

  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly store: KeyStore,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) ids: Ids,
  ) {
    this.salt = ids.secret(saltBytes);
    this.index = this.build();
  }

  onModuleInit(): void {
    const rebuild = (): void => this.rebuild();
    this.stopListening = [this.gateway.onChange(rebuild), this.store.onChange(rebuild)];
    this.rebuild();
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
    this.timer?.cancel();
  }

  /** Whether there is any key that could be guessed. */
  get isEmpty(): boolean {
    return this.index.size === 0;
  }

  /** Whom a secret stands for. An expired one has its credential too; `isExpired` tells. */
  find(secret: string): Credential | undefined {
    if (this.isEmpty) return undefined;
    return this.index.find(secretDigest(secret))?.credential;
  }

  /** The id of the credential that a secret stood for until its key was revoked or replaced; for those that `find` does not know. */
  findRevoked(secret: string): string | undefined {
    return this.index.findRevoked(secretDigest(secret));
  }

  isExpired({ expiresAt }: Pick<Credential, 'expiresAt'>): boolean {
    return expiresAt !== undefined && expiresAt <= this.clock.now();
  }

  /** Why a credential that is over opens nothing any more. */
  reasonOfEnd(credential: Credential): 'expired' | 'revoked' {
    return this.isExpired(credential) && !this.replaced.has(credential) ? 'expired' : 'revoked';
  }

  standing(credential: Credential): Standing {
    if (credential.kind !== 'key') return 'current';
    const entry = this.index.find(this.digests.get(credential) ?? '');
    if (!entry || this.isExpired(entry.credential)) return 'ended';
    return hasSameRights(entry.credential, credential) ? 'current' : 'changed';
  }

  /** Tells when any credential may stand otherwise than before. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private build(): KeyIndex {
    const configured = this.gateway.current.auth.keys;
    const names = new Set(configured.map(({ id }) => id));
    const isInForce = ({ name, revokedAt }: StoredKey): boolean => revokedAt === undefined && !names.has(name);
    const stored = this.store.keys.filter(isInForce);
    const entries = [...configured.map(configuredEntry), ...stored.flatMap(storedEntries)];
    const others = this.store.keys.filter((key) => !isInForce(key));
    const revoked = others.flatMap(revokedEntries);
    for (const { credential, digest, isReplaced } of entries) {
      this.digests.set(credential, digest);
      if (isReplaced) this.replaced.add(credential);
    }
    return new KeyIndex({ entries, revoked }, this.salt);
  }

  private rebuild(): void {
    this.warnOfShadowed();
    this.index = this.build();
    this.tell();
  }

  /** A key of the file that nobody can use would be looked for elsewhere. Told when it begins, not with every change. */
  private warnOfShadowed(): void {
    const names = new Set(this.gateway.current.auth.keys.map(({ id }) => id));
    const hidden = this.store.keys.filter(({ name, revokedAt }) => names.has(name) && revokedAt === undefined);
    const shadowed = new Set(hidden.map(({ name }) => name));
    for (const name of shadowed) {
      if (this.shadowed.has(name)) continue;
      this.logger.warn(`The key ${name} of the key file is not in force: gateway.auth.keys has one of this name.`);
    }
    this.shadowed = shadowed;
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
    this.waitForExpiry();
  }

  private waitForExpiry(): void {
    this.timer?.cancel();
    const now = this.clock.now();
    const next = this.index.nextExpiry(now);
    if (next === undefined) return;
    this.timer = this.clock.setTimer(Math.min(longestTimer, next - now), () => this.tell());
  }
}
