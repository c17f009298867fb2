import { describe, expect, it } from '@jest/globals';
import { RandomIds } from './random-ids.js';

describe(RandomIds.name, () => {
  const sut = new RandomIds();

  it('gives version 4 UUIDs that differ', () => {
    const ids = Array.from({ length: 100 }, () => sut.uuid());
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('puts 32 hexadecimal digits behind a prefix', () => {
    expect(sut.prefixed('chatcmpl-')).toMatch(/^chatcmpl-[0-9a-f]{32}$/);
  });

  it('C3: gives a secret of as many random bytes as asked for, base64url without padding', () => {
    const secret = sut.secret(32);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(sut.secret(32)).not.toBe(secret);
  });

  it('gives a fraction in [0, 1)', () => {
    for (let count = 0; count < 100; count += 1) {
      const fraction = sut.fraction();
      expect(fraction >= 0 && fraction < 1).toBe(true);
    }
  });
});
