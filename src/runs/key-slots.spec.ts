import { beforeEach, describe, expect, it } from '@jest/globals';
import { keyCredential, sharedToken } from '../../test/support/credentials.js';
import { KeySlots } from './key-slots.js';

const key = (maxConcurrent?: number, name = 'a') => keyCredential(name, { limits: { maxConcurrent } });

describe(KeySlots.name, () => {
  let sut: KeySlots;

  beforeEach(() => {
    sut = new KeySlots();
  });

  const isFull = (credential = key(2)): boolean => {
    try {
      sut.check(credential);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ status: 429, code: 'too_many_runs', retryAfterSeconds: 1 });
      return true;
    }
  };

  it('lets as many in as the key may have, and the next as soon as one has left', () => {
    const leave = sut.enter(key(2));
    sut.enter(key(2));
    expect(() => sut.enter(key(2))).toThrow('for this key');
    expect(isFull()).toBe(true);
    leave();
    expect(isFull()).toBe(false);
    sut.enter(key(2));
    expect(isFull()).toBe(true);
  });

  it('keys are apart, and without a limit there is none', () => {
    sut.enter(key(1));
    expect([isFull(key(1)), isFull(key(1, 'b')), isFull(key()), isFull(sharedToken)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('counts those too that began before there was a limit', () => {
    sut.enter(key());
    expect([isFull(key(1)), isFull(key(2))]).toEqual([true, false]);
  });
});
