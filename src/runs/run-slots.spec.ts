import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RunSlots } from './run-slots.js';
import { TooManyRunsError } from './runs.errors.js';

describe(RunSlots.name, () => {
  it('L3: refuses with 429 too_many_runs what an agent may not have at once', () => {
    const sut = new RunSlots();
    const limits = { perAgent: 2, total: 10 };
    const leave = sut.enter('main', limits);
    sut.enter('main', limits);
    expect(() => sut.enter('main', limits)).toThrow(TooManyRunsError);
    expect(() => sut.enter('other', limits)).not.toThrow();
    leave();
    expect(() => sut.enter('main', limits)).not.toThrow();
  });

  it('L3: refuses what all agents together may not have', () => {
    const sut = new RunSlots();
    const limits = { perAgent: 5, total: 2 };
    sut.enter('a', limits);
    const leave = sut.enter('b', limits);
    expect(() => sut.enter('c', limits)).toThrow(/for this gateway/);
    leave();
    expect(() => sut.enter('c', limits)).not.toThrow();
  });

  it('K3: says when to come again', () => {
    expect(new TooManyRunsError('agent')).toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      code: 'too_many_runs',
      retryAfterSeconds: 1,
      retryable: true,
    });
  });

  it('never lets in more than the limits, and a refusal takes nothing', () => {
    const step = fc.record({ agent: fc.constantFrom('a', 'b', 'constructor'), leave: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sut = new RunSlots();
        const inside: { agent: string; leave: () => void }[] = [];
        for (const { agent, leave } of steps) {
          const own = inside.filter((run) => run.agent === agent).length;
          if (leave) inside.shift()?.leave();
          else if (own < 2 && inside.length < 4)
            inside.push({ agent, leave: sut.enter(agent, { perAgent: 2, total: 4 }) });
          else expect(() => sut.enter(agent, { perAgent: 2, total: 4 })).toThrow(TooManyRunsError);
        }
      }),
    );
  });
});
