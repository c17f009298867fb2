import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { ProtocolError } from '../gateway-protocol/protocol-error.js';
import { IdempotentRequests } from './idempotent-requests.js';

const oneDay = 24 * 3_600_000;

describe(IdempotentRequests.name, () => {
  let clock: FakeClock;
  let sut: IdempotentRequests<string>;
  const work = jest.fn<() => string>();

  beforeEach(() => {
    clock = new FakeClock();
    sut = new IdempotentRequests(clock);
    work.mockReset().mockReturnValueOnce('first').mockReturnValueOnce('second');
  });

  it('does the work once for each key', () => {
    expect(sut.once('a', 'x', work)).toEqual({ outcome: 'first', isRepeat: false });
    expect(sut.once('a', 'x', work)).toEqual({ outcome: 'first', isRepeat: true });
    expect(sut.once('b', 'x', work)).toEqual({ outcome: 'second', isRepeat: false });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('refuses a key that was used for another request, and still knows the first', () => {
    sut.once('a', 'x', work);
    expect(() => sut.once('a', 'y', work)).toThrow(ProtocolError);
    expect(() => sut.once('a', 'y', work)).toThrow(/choose a new one/);
    expect(sut.once('a', 'x', work).outcome).toBe('first');
  });

  it('does not remember what throws', () => {
    const failing = (): string => {
      throw new Error('no');
    };
    expect(() => sut.once('a', 'x', failing)).toThrow('no');
    expect(sut.once('a', 'y', work)).toEqual({ outcome: 'first', isRepeat: false });
  });

  it('forgets the outcome that it is told to, and no other under the same key', () => {
    sut.once('a', 'x', work);
    sut.forget('a', 'another outcome');
    expect(sut.once('a', 'x', work).isRepeat).toBe(true);
    sut.forget('a', 'first');
    sut.forget('b', 'first');
    expect(sut.once('a', 'y', work)).toEqual({ outcome: 'second', isRepeat: false });
  });

  it('remembers for a day', async () => {
    sut.once('a', 'x', work);
    await clock.advance(oneDay);
    expect(sut.once('a', 'x', work).isRepeat).toBe(true);
    await clock.advance(1);
    expect(sut.once('a', 'x', work)).toEqual({ outcome: 'second', isRepeat: false });
  });

  it('remembers the newest 2,000', () => {
    for (let count = 0; count < 2_001; count++) sut.once(`key-${count}`, 'x', () => `outcome-${count}`);
    expect(sut.once('key-1', 'x', work).isRepeat).toBe(false);
    expect(sut.once('key-2000', 'x', work).outcome).toBe('outcome-2000');
  });
});
