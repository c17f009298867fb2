import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { ProtocolError } from '../gateway-protocol/protocol-error.js';
import { IdempotentRequests } from './idempotent-requests.js';

const oneDay = 24 * 3_600_000;

describe(IdempotentRequests.name, () => {
  let clock: FakeClock;
  let sut: IdempotentRequests<string>;
  const work = jest.fn<() => Promise<string>>();

  beforeEach(() => {
    clock = new FakeClock();
    sut = new IdempotentRequests(clock);
    work.mockReset().mockResolvedValueOnce('first').mockResolvedValueOnce('second');
  });

  it('does the work once for each key', async () => {
    expect(await sut.once('a', 'x', work)).toEqual({ outcome: 'first', isRepeat: false });
    expect(await sut.once('a', 'x', work)).toEqual({ outcome: 'first', isRepeat: true });
    expect(await sut.once('b', 'x', work)).toEqual({ outcome: 'second', isRepeat: false });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('does the work once for those who ask at the same time', async () => {
    const asked = [sut.once('a', 'x', work), sut.once('a', 'x', work)];
    expect(await Promise.all(asked)).toEqual([
      { outcome: 'first', isRepeat: false },
      { outcome: 'first', isRepeat: true },
    ]);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('refuses a key that was used for another request, and still knows the first', async () => {
    await sut.once('a', 'x', work);
    await expect(sut.once('a', 'y', work)).rejects.toThrow(ProtocolError);
    await expect(sut.once('a', 'y', work)).rejects.toThrow(/choose a new one/);
    expect((await sut.once('a', 'x', work)).outcome).toBe('first');
  });

  it('tells everybody who waits of a failure, and does not remember it', async () => {
    const failing = (): Promise<string> => Promise.reject(new Error('no'));
    const asked = await Promise.allSettled([sut.once('a', 'x', failing), sut.once('a', 'x', work)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await sut.once('a', 'y', work)).toEqual({ outcome: 'first', isRepeat: false });
  });

  it('does not remember what throws at once', async () => {
    const failing = (): Promise<string> => {
      throw new Error('no');
    };
    await expect(sut.once('a', 'x', failing)).rejects.toThrow('no');
    expect(await sut.once('a', 'y', work)).toEqual({ outcome: 'first', isRepeat: false });
  });

  it('does not forget what is still at work, however old or many they are', async () => {
    let answer: (outcome: string) => void = () => undefined;
    const late = sut.once('a', 'x', () => new Promise((resolve) => (answer = resolve)));
    await clock.advance(oneDay + 1);
    for (let count = 0; count < 2_001; count++) await sut.once(`key-${count}`, 'x', () => Promise.resolve('other'));
    const repeated = sut.once('a', 'x', work);
    answer('late');
    expect([(await late).isRepeat, await repeated]).toEqual([false, { outcome: 'late', isRepeat: true }]);
  });

  it('does not forget an outcome that says it is still at work, and forgets the oldest of those that take much room', async () => {
    const weighing = new IdempotentRequests<string>(clock, (outcome) =>
      outcome === 'busy' ? undefined : outcome.length,
    );
    await weighing.once('busy', 'x', () => Promise.resolve('busy'));
    const large = 'x'.repeat(3_000_000);
    for (const key of ['1', '2', '3']) await weighing.once(key, 'x', () => Promise.resolve(large));
    const isKnown = async (key: string) => (await weighing.once(key, 'x', () => Promise.resolve('new'))).isRepeat;
    expect([await isKnown('busy'), await isKnown('1'), await isKnown('2'), await isKnown('3')]).toEqual([
      ...[true, false, true, true],
    ]);
  });

  it('remembers for a day', async () => {
    await sut.once('a', 'x', work);
    await clock.advance(oneDay);
    expect((await sut.once('a', 'x', work)).isRepeat).toBe(true);
    await clock.advance(1);
    expect(await sut.once('a', 'x', work)).toEqual({ outcome: 'second', isRepeat: false });
  });

  it('remembers the newest 2,000', async () => {
    for (let count = 0; count < 2_001; count++) {
      await sut.once(`key-${count}`, 'x', () => Promise.resolve(`outcome-${count}`));
    }
    expect((await sut.once('key-1', 'x', work)).isRepeat).toBe(false);
    expect((await sut.once('key-2000', 'x', work)).outcome).toBe('outcome-2000');
  });
});
