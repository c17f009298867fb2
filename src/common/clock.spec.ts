import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { SystemClock } from './system-clock.js';

describe(FakeClock.name, () => {
  it('moves only when told to', async () => {
    const sut = new FakeClock(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect([sut.now(), sut.monotonic()]).toEqual([1_000, 1_000]);
    await sut.advance(250);
    expect([sut.now(), sut.monotonic()]).toEqual([1_250, 1_250]);
  });

  it('fires each timer once, in the order of their time, and shows each its own time', async () => {
    const sut = new FakeClock(0);
    const fired: string[] = [];
    sut.setTimer(30, () => fired.push(`late ${sut.now()}`));
    sut.setTimer(10, () => fired.push(`early ${sut.now()}`));
    sut.setTimer(31, () => fired.push('never'));
    await sut.advance(30);
    expect(fired).toEqual(['early 10', 'late 30']);
    expect(sut.waiting).toBe(1);
  });

  it('fires timers that a timer sets, when they fall due within the same step', async () => {
    const sut = new FakeClock(0);
    const fired: number[] = [];
    const again = (): void => {
      fired.push(sut.now());
      sut.setTimer(10, again);
    };
    sut.setTimer(10, again);
    await sut.advance(35);
    expect(fired).toEqual([10, 20, 30]);
  });

  it('lets promises settle between two timers', async () => {
    const sut = new FakeClock(0);
    const order: string[] = [];
    sut.setTimer(1, () => {
      Promise.resolve().then(
        () => order.push('promise'),
        () => order.push('failed'),
      );
    });
    sut.setTimer(2, () => order.push('second timer'));
    await sut.advance(5);
    expect(order).toEqual(['promise', 'second timer']);
  });

  it('never fires a cancelled timer; cancelling twice or after it fired does nothing', async () => {
    const sut = new FakeClock(0);
    let fired = 0;
    const cancelled = sut.setTimer(1, () => (fired += 10));
    const kept = sut.setTimer(2, () => (fired += 1));
    cancelled.cancel();
    cancelled.cancel();
    await sut.advance(5);
    kept.cancel();
    expect(fired).toBe(1);
    expect(sut.waiting).toBe(0);
  });
});

describe(SystemClock.name, () => {
  it('fires a timer once and leaves out a cancelled one', async () => {
    const sut = new SystemClock();
    let fired = 0;
    sut.setTimer(1, () => (fired += 10)).cancel();
    await new Promise<void>((resolve) => {
      // A pending timer of the clock does not keep the process alive, so this one does.
      const alive = setTimeout(() => undefined, 5_000);
      sut.setTimer(1, () => {
        fired += 1;
        clearTimeout(alive);
        resolve();
      });
    });
    expect(fired).toBe(1);
  });

  it('tells the time since the epoch, and a monotonic time that does not go back', () => {
    const sut = new SystemClock();
    const before = Date.now();
    expect(sut.now()).toBeGreaterThanOrEqual(before);
    const first = sut.monotonic();
    expect(sut.monotonic()).toBeGreaterThanOrEqual(first);
  });
});
