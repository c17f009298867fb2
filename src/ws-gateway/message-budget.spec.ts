import { describe, expect, it } from '@jest/globals';
import { MessageBudget, type Verdict } from './message-budget.js';

function takeMany(sut: MessageBudget, count: number, now: number): Verdict[] {
  return Array.from({ length: count }, () => sut.take(now));
}

function countOf(verdicts: Verdict[], verdict: Verdict): number {
  return verdicts.filter((each) => each === verdict).length;
}

describe(MessageBudget.name, () => {
  it('takes a burst, then refuses, and in the end gives up', () => {
    const verdicts = takeMany(new MessageBudget(0), 1_700, 0);
    expect(verdicts.slice(0, 500).every((verdict) => verdict === 'taken')).toBe(true);
    expect(verdicts.slice(500, 1_500).every((verdict) => verdict === 'refused')).toBe(true);
    expect(verdicts.slice(1_500).every((verdict) => verdict === 'hopeless')).toBe(true);
  });

  it('gains 250 messages a second, and never more than a burst', () => {
    const sut = new MessageBudget(0);
    takeMany(sut, 500, 0);
    expect(countOf(takeMany(sut, 300, 1_000), 'taken')).toBe(250);
    expect(countOf(takeMany(sut, 600, 3_600_000), 'taken')).toBe(500);
  });

  it('tells how long to wait, and keeps its word', () => {
    const sut = new MessageBudget(0);
    takeMany(sut, 501, 0);
    expect(sut.waitMilliseconds).toBe(4);
    expect(sut.take(3)).toBe('refused');
    expect(sut.take(3 + sut.waitMilliseconds)).toBe('taken');
  });

  it('bears with a client that pauses until there is room for a burst, and with no other', () => {
    const [pausing, pushing] = [new MessageBudget(0), new MessageBudget(0)];
    for (let round = 0; round < 20; round++) {
      expect(countOf(takeMany(pausing, 600, round * 2_000), 'hopeless')).toBe(0);
    }
    const verdicts = Array.from({ length: 20 }, (_, round) => takeMany(pushing, 600, round * 1_000)).flat();
    expect(countOf(verdicts, 'hopeless')).toBeGreaterThan(0);
  });
});
