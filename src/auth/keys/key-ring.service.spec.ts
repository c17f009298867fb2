import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeKeyRing, sharedToken } from '../../../test/support/credentials.js';
import { secretOf, storedKey } from '../../../test/support/key-file.js';
import { secretDigest } from '../../common/secret-digest.js';
import type { Credential } from '../credential.js';
import { KeyRing } from './key-ring.service.js';

const createdAt = '2026-01-01T00:00:00.000Z';
const at = (milliseconds: number) => new Date(Date.UTC(2026, 0, 1) + milliseconds).toISOString();

function found(sut: KeyRing, secret: string): Credential {
  const credential = sut.find(secret);
  if (!credential) throw new Error('no key has this secret');
  return credential;
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe(KeyRing.name, () => {
  it('C6: makes credentials of what a key may do, kept in either place', () => {
    const { sut, store } = makeKeyRing([{ id: 'site', key: 'a-key-of-the-test', owner: false, agents: ['desk'] }]);
    store([storedKey('ops', { owner: true, scopes: ['operator.admin'], tpm: 9, tools: { deny: ['exec'] } })]);
    expect(sut.find('a-key-of-the-test')).toMatchObject({
      id: 'key:site',
      kind: 'key',
      mayBeOwner: false,
      namespace: 'site',
      agents: ['desk'],
      scopes: ['operator.read', 'operator.write'],
    });
    expect(sut.find(secretOf('ops'))).toMatchObject({
      id: 'key:ops',
      mayBeOwner: true,
      scopes: ['operator.admin'],
      limits: { tokensPerMinute: 9, requestsPerMinute: undefined },
      tools: { deny: ['exec'] },
    });
  });

  it('finds nothing else: no digest, no part, no other case, no empty one', () => {
    const { sut, store } = makeKeyRing();
    expect([sut.isEmpty, sut.find(secretOf('ann')), sut.find('')]).toEqual([true, undefined, undefined]);
    store([storedKey('ann')]);
    expect(sut.isEmpty).toBe(false);
    const secret = secretOf('ann');
    for (const guess of ['', secretDigest(secret), secret.slice(0, -1), `${secret} `, secret.toUpperCase(), 'ann']) {
      expect(sut.find(guess)).toBeUndefined();
    }
  });

  it('a revoked key stands for nobody, and is known as revoked; one of the configuration stands before one of the file', () => {
    const { sut, store, configure } = makeKeyRing();
    store([storedKey('ann', { revokedAt: createdAt }), storedKey('bob')]);
    expect([sut.find(secretOf('ann')), sut.find(secretOf('bob'))?.id]).toEqual([undefined, 'key:bob']);
    const revoked = ['ann', 'bob', 'nobody'].map((name) => sut.findRevoked(secretOf(name)));
    expect(revoked).toEqual(['key:ann', undefined, undefined]);
    configure([{ id: 'bob', key: 'a-key-of-the-test' }]);
    expect([sut.findRevoked(secretOf('bob')), sut.findRevoked('a-key-of-the-test')]).toEqual(['key:bob', undefined]);
    expect([sut.find(secretOf('bob')), sut.find('a-key-of-the-test')?.id]).toEqual([undefined, 'key:bob']);
  });

  it('warns once of a key of the file that one of the configuration hides, and anew where it was in force meanwhile', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const { store, configure } = makeKeyRing();
    const bob = { id: 'bob', key: 'a-key-of-the-test' };
    store([storedKey('ann'), storedKey('bob')]);
    configure([bob]);
    configure([bob, { id: 'site', key: 'another-key-of-the-test' }]);
    store([storedKey('ann'), storedKey('bob'), storedKey('carol')]);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('The key bob of the key file is not in force')]]);
    configure([]);
    configure([bob]);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it('expires to the millisecond, and tells of it', async () => {
    const { sut, store, clock } = makeKeyRing();
    store([storedKey('ann', { expiresAt: at(60_000) })]);
    const changed = jest.fn();
    sut.onChange(changed);
    const ann = found(sut, secretOf('ann'));
    await clock.advance(59_999);
    expect([sut.isExpired(ann), sut.standing(ann), changed.mock.calls.length]).toEqual([false, 'current', 0]);
    await clock.advance(1);
    expect([sut.isExpired(ann), sut.standing(ann), changed.mock.calls.length]).toEqual([true, 'ended', 1]);
    expect(sut.find(secretOf('ann'))?.id).toBe('key:ann');
  });

  it('waits longer for an expiry than a timer of node can', async () => {
    const { sut, store, clock } = makeKeyRing();
    const days = 86_400_000;
    store([storedKey('ann', { expiresAt: at(60 * days) })]);
    const ann = found(sut, secretOf('ann'));
    await clock.advance(60 * days - 1);
    const changed = jest.fn();
    sut.onChange(changed);
    expect(sut.standing(ann)).toBe('current');
    await clock.advance(1);
    expect([sut.standing(ann), changed.mock.calls.length]).toEqual(['ended', 1]);
    sut.onModuleDestroy();
    expect(clock.waiting).toBe(0);
  });

  it('rotates: both secrets are the same key until the overlap is over, and what is open goes on', async () => {
    const { sut, store, clock } = makeKeyRing();
    store([storedKey('ann')]);
    const before = found(sut, secretOf('ann'));
    const old = { hash: secretDigest(secretOf('ann')), createdAt, expiresAt: at(600_000) };
    store([storedKey('ann', { secrets: [old, { hash: secretDigest('the-new-secret'), createdAt }] })]);
    const after = found(sut, 'the-new-secret');
    expect([sut.standing(before), sut.standing(after), sut.find(secretOf('ann'))?.id]).toEqual([
      'current',
      'current',
      'key:ann',
    ]);
    await clock.advance(600_000);
    expect([sut.standing(before), sut.standing(after)]).toEqual(['ended', 'current']);
    expect(sut.isExpired(found(sut, secretOf('ann')))).toBe(true);
  });

  it('knows what has become of a credential: changed, ended, or never a key', () => {
    const { sut, store } = makeKeyRing();
    store([storedKey('ann'), storedKey('bob')]);
    const [ann, bob] = [found(sut, secretOf('ann')), found(sut, secretOf('bob'))];
    store([storedKey('ann', { agents: ['desk'] }), storedKey('bob')]);
    expect([sut.standing(ann), sut.standing(bob), sut.standing(sharedToken)]).toEqual([
      'changed',
      'current',
      'current',
    ]);
    store([storedKey('bob', { revokedAt: createdAt })]);
    expect([sut.standing(ann), sut.standing(bob)]).toEqual(['ended', 'ended']);
    expect(sut.standing({ ...bob })).toBe('ended');
  });
});
