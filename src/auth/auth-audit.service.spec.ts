import { describe, expect, it } from '@jest/globals';
import { MemoryAuditLog } from '../../test/support/audit-fixtures.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { AuthAudit } from './auth-audit.service.js';
import { AuthLockedOutError, UnauthorizedError } from './auth.errors.js';
import { clientAddress } from './client-address.js';
import { TrustedProxies } from './trusted-proxies.js';

const wrong = new UnauthorizedError('wrong');
const visitor = (address: string) => ({
  client: clientAddress(address, [], TrustedProxies.of([])),
  door: 'http' as const,
});

function setup() {
  const audit = new MemoryAuditLog();
  const clock = new FakeClock();
  return { audit, clock, sut: new AuthAudit(audit, clock) };
}

describe(AuthAudit.name, () => {
  it('M3: a failure has a line with the client, the door, the reason, and the credential where it is known', () => {
    const { sut, audit } = setup();
    sut.failed(visitor('::ffff:192.0.2.7'), wrong);
    sut.failed({ ...visitor('192.0.2.8'), door: 'websocket' }, new AuthLockedOutError(3));
    sut.failed(visitor('192.0.2.9'), new Error('the storage is gone'));
    sut.failed(visitor('192.0.2.10'), new UnauthorizedError('expired'), 'key:site');
    expect(audit.events).toEqual([
      { kind: 'auth.failed', client: '192.0.2.7', door: 'http', reason: 'wrong' },
      { kind: 'auth.failed', client: '192.0.2.8', door: 'websocket', reason: 'locked-out' },
      { kind: 'auth.failed', client: '192.0.2.9', door: 'http', reason: 'undecided' },
      { kind: 'auth.failed', client: '192.0.2.10', door: 'http', reason: 'expired', credential: 'key:site' },
    ]);
  });

  it('M3: of a guesser there are ten lines a minute and the number of the others', async () => {
    const { sut, audit, clock } = setup();
    for (let count = 0; count < 5_000; count += 1) sut.failed(visitor('192.0.2.7'), wrong);
    expect(audit.events).toHaveLength(10);
    await clock.advance(60_000);
    expect(audit.events.slice(10)).toEqual([
      { kind: 'auth.failed-more', client: '192.0.2.7', count: 4_990, since: '2026-01-01T00:00:00.000Z' },
    ]);
    sut.failed(visitor('192.0.2.7'), wrong);
    expect(audit.events).toHaveLength(12);
  });

  it('M3: a guesser with a /64 is one source', async () => {
    const { sut, audit, clock } = setup();
    for (let count = 0; count < 1_000; count += 1) sut.failed(visitor(`2001:db8::${count.toString(16)}`), wrong);
    await clock.advance(60_000);
    expect(audit.events).toHaveLength(11);
  });

  it('M3: very many sources do not fill the disk, and no failure is uncounted', async () => {
    const { sut, audit, clock } = setup();
    for (let count = 0; count < 50_000; count += 1)
      sut.failed(visitor(`10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`), wrong);
    await clock.advance(60_000);
    expect(audit.events.length).toBeLessThanOrEqual(401);
    const counted = audit.events.map((event) => (event.kind === 'auth.failed-more' ? event.count : 1));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(50_000);
    expect(audit.events.at(-1)).not.toHaveProperty('client');
  });

  it('M3: a lockout always has its line', () => {
    const { sut, audit } = setup();
    for (let count = 0; count < 500; count += 1) sut.failed(visitor('192.0.2.7'), wrong);
    sut.lockedOut(visitor('192.0.2.7'), 300);
    expect(audit.events.at(-1)).toEqual({ kind: 'auth.locked-out', client: '192.0.2.7', door: 'http', seconds: 300 });
  });

  it('M3: what is counted is written when the gateway stops', () => {
    const { sut, audit, clock } = setup();
    for (let count = 0; count < 12; count += 1) sut.failed(visitor('192.0.2.7'), wrong);
    sut.beforeApplicationShutdown();
    expect(audit.events.at(-1)).toMatchObject({ kind: 'auth.failed-more', count: 2 });
    expect(clock.waiting).toBe(0);
  });
});
