import { expect } from '@jest/globals';
import type { Credential } from '../../src/auth/credential.js';
import { KeyRing } from '../../src/auth/keys/key-ring.service.js';
import type { KeyStore } from '../../src/auth/keys/key-store.service.js';
import type { StoredKey } from '../../src/auth/keys/stored-keys.js';
import { GatewayConfig } from '../../src/config/gateway.config.js';
import type { NamedKeyConfig } from '../../src/config/keys.config.js';
import { LiveValue } from '../../src/config/live-value.js';
import { FakeClock } from './fake-clock.js';
import { FakeIds } from './fake-ids.js';

/** The credential of the owner. */
export const sharedToken: Credential = { id: 'shared-token', kind: 'token', mayBeOwner: true };

/** A key that is not the owner's, unless overridden. */
export function keyCredential(name: string, overrides: Partial<Credential> = {}): Credential {
  return {
    id: `key:${name}`,
    kind: 'key',
    mayBeOwner: false,
    namespace: name,
    scopes: ['operator.read', 'operator.write'],
    ...overrides,
  };
}

/** A ring whose keys the test replaces. */
export function makeKeyRing(configured: readonly Partial<NamedKeyConfig>[] = [], clock = new FakeClock()) {
  const withKeys = (keys: readonly Partial<NamedKeyConfig>[]): GatewayConfig =>
    Object.assign(new GatewayConfig(), { auth: { keys } });
  const gateway = new LiveValue(withKeys(configured));
  const stored = new LiveValue<readonly StoredKey[]>([]);
  const store = {
    get keys() {
      return stored.current;
    },
    onChange: (listener: () => void) => stored.onChange(listener),
  };
  const sut = new KeyRing(gateway, store as KeyStore, clock, new FakeIds());
  sut.onModuleInit();
  return {
    sut,
    clock,
    configure(keys: readonly Partial<NamedKeyConfig>[]): void {
      gateway.set(withKeys(keys));
      expectTold(gateway);
    },
    store(keys: readonly StoredKey[]): void {
      stored.set(keys);
      expectTold(stored);
    },
  };
}

/** The gateway goes on where a part of it fails to take something over; a test must not. */
function expectTold(live: Pick<LiveValue<never>, 'notify'>): void {
  expect(live.notify()).toEqual([]);
}
