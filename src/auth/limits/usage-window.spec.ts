import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UsageWindow } from './usage-window.js';

const ttl = 60_000;

describe(UsageWindow.name, () => {
  it('counts an amount for as long as the window is, and says when', () => {
    const sut = new UsageWindow();
    sut.add(2, 1_000, ttl);
    sut.add(3, 2_000, ttl);
    expect([sut.total(60_999), sut.total(61_000), sut.total(61_999), sut.total(62_000)]).toEqual([5, 3, 3, 0]);
  });

  it('says when there is room again, and when nothing counts any more', () => {
    const sut = new UsageWindow();
    sut.add(2, 1_000, ttl);
    sut.add(3, 2_000, ttl);
    expect([sut.belowAt(6, 5_000), sut.belowAt(5, 5_000), sut.belowAt(3, 5_000)]).toEqual([5_000, 61_000, 62_000]);
    expect([sut.emptyAt(5_000), new UsageWindow().emptyAt(7)]).toEqual([62_000, 7]);
  });

  it('takes an amount out again, but not out of what has come since', () => {
    const sut = new UsageWindow();
    const end = sut.add(5, 1_000, ttl);
    sut.add(1, 2_000, ttl);
    sut.remove(5, end);
    expect([sut.total(3_000), sut.emptyAt(3_000)]).toEqual([1, 62_000]);
    const late = sut.add(5, 3_000, ttl);
    expect(sut.total(90_000)).toBe(0);
    sut.remove(5, late);
    expect(sut.total(90_000)).toBe(0);
  });

  it('is empty as soon as all has been taken out', () => {
    const sut = new UsageWindow();
    sut.remove(5, sut.add(5, 1_000, ttl));
    expect([sut.total(1_000), sut.emptyAt(1_000), sut.belowAt(1, 1_000)]).toEqual([0, 1_000, 1_000]);
  });

  const huge = fc.constantFrom(2 ** 53, 1e20, 1e300, Number.MAX_VALUE, Infinity);
  const step = fc.record({
    pause: fc.nat({ max: 20_000 }),
    amount: fc.oneof(fc.integer({ min: 1, max: 50 }), huge),
    isTakenOut: fc.boolean(),
  });

  it('never counts less than what is there, whatever comes and goes, and nothing when all has ended', () => {
    fc.assert(
      fc.property(fc.array(step), (added) => {
        const sut = new UsageWindow();
        const kept: { amount: number; at: number }[] = [];
        let now = 0;
        for (const { pause, amount, isTakenOut } of added) {
          now += pause;
          const end = sut.add(amount, now, ttl);
          if (isTakenOut) sut.remove(amount, end);
          else kept.push({ amount, at: now });
          const counting = kept.reduce((sum, entry) => (entry.at + ttl > now ? sum + entry.amount : sum), 0);
          expect(sut.total(now)).toBeGreaterThanOrEqual(Math.min(counting, 2 ** 43));
          expect(Number.isSafeInteger(sut.total(now))).toBe(true);
        }
        expect(sut.total(now + ttl + 100)).toBe(0);
      }),
    );
  });

  it('never tells a wait that is longer than an amount counts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { minLength: 1 }), (pauses) => {
        const sut = new UsageWindow();
        let now = 7;
        for (const pause of pauses) {
          now += pause;
          sut.add(1, now, ttl);
          expect(sut.belowAt(1, now) - now).toBeLessThanOrEqual(ttl);
          expect(sut.emptyAt(now) - now).toBe(ttl);
        }
      }),
    );
  });

  it('has a bounded number of slots, however often something is added', () => {
    const sut = new UsageWindow();
    const ends = new Set<number>();
    for (let now = 0; now < ttl; now += 1) sut.add(1, now, ttl);
    let now = ttl - 1;
    for (let left = sut.total(now); left > 0; left = sut.total(now)) {
      now = sut.belowAt(left, now);
      ends.add(now);
    }
    expect(ends.size).toBeLessThanOrEqual(601);
  });

  it('counts whole numbers, rounded up; what is no amount counts for nothing', () => {
    const sut = new UsageWindow();
    for (const amount of [0.1, 1.5, NaN, -7]) sut.add(amount, 1_000, ttl);
    expect(sut.total(1_000)).toBe(3);
  });

  it('agrees with a list of all amounts, within the width of a slot', () => {
    const steps = fc.array(fc.record({ pause: fc.nat({ max: 20_000 }), amount: fc.integer({ min: 1, max: 50 }) }));
    fc.assert(
      fc.property(steps, (added) => {
        const sut = new UsageWindow();
        const list: { amount: number; at: number }[] = [];
        let now = 0;
        for (const { pause, amount } of added) {
          now += pause;
          const counting = (span: number): number =>
            list.reduce((sum, entry) => (entry.at + span > now ? sum + entry.amount : sum), 0);
          const total = sut.total(now);
          expect(total).toBeGreaterThanOrEqual(counting(ttl));
          expect(total).toBeLessThanOrEqual(counting(ttl + 100));
          sut.add(amount, now, ttl);
          list.push({ amount, at: now });
        }
      }),
    );
  });
});
