import { beforeEach, describe, expect, it } from '@jest/globals';
import { keyCredential, sharedToken } from '../../test/support/credentials.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { KeySlots } from './key-slots.js';

const key = (maxConcurrent?: number, name = 'a') => keyCredential(name, { limits: { maxConcurrent } });

describe(KeySlots.name, () => {
  let clock: FakeClock;
  let sut: KeySlots;

  beforeEach(() => {
    clock = new FakeClock();
    sut = new KeySlots(clock);
  });

  const isFull = (credential = key(2)): boolean => {
    try {
      sut.take(credential).leave();
      return false;
    } catch (error) {
      expect(error).toMatchObject({ status: 429, code: 'too_many_runs', retryAfterSeconds: 1 });
      return true;
    }
  };

  it('lets as many in as the key may have, and the next as soon as one has left', () => {
    const place = sut.take(key(2));
    sut.take(key(2));
    expect(() => sut.take(key(2))).toThrow('for this key');
    place.leave();
    expect(isFull()).toBe(false);
    sut.take(key(2));
    expect(isFull()).toBe(true);
  });

  it('keys are apart, and without a limit there is none', () => {
    sut.take(key(1));
    expect([isFull(key(1)), isFull(key(1, 'b')), isFull(key()), isFull(sharedToken)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('counts those too that began before there was a limit', () => {
    sut.take(key());
    expect([isFull(key(1)), isFull(key(2))]).toEqual([true, false]);
  });

  it('a place is given back once, however often that is said', () => {
    const place = sut.take(key(2));
    sut.take(key(2));
    place.leave();
    place.leave();
    sut.take(key(2));
    expect(isFull()).toBe(true);
  });

  it('a run that never begins has its place for a minute, one that has begun until it leaves', async () => {
    sut.take(key(2));
    sut.take(key(2)).use();
    await clock.advance(59_999);
    expect(isFull()).toBe(true);
    await clock.advance(1);
    sut.take(key(2)).use();
    await clock.advance(600_000);
    expect(isFull()).toBe(true);
  });

  it('a run that begins later than that is refused where its place went to another, and else has one again', async () => {
    const [late, later] = [sut.take(key(1)), sut.take(key(1, 'b'))];
    await clock.advance(60_000);
    const other = sut.take(key(1));
    expect(() => late.use()).toThrow('for this key');
    late.leave();
    expect(isFull(key(1))).toBe(true);
    other.leave();
    expect(isFull(key(1))).toBe(false);
    later.use();
    expect(isFull(key(1, 'b'))).toBe(true);
  });
});
