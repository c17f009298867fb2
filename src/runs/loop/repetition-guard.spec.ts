import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { executedCall } from '../../../test/support/loop-factory.js';
import { toolResult } from '../../../test/support/conversation-factory.js';
import { toolCall } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import type { ExecutedCall } from '../../tools/tool.port.js';
import { RepetitionGuard } from './repetition-guard.js';

const warning = /You made this call (\d+) times with the same result\. Do something else, or answer\./;

/** Notes a call to `name` with this result; how often the model is told that it made it, 0 for not at all. */
function note(
  sut: RepetitionGuard,
  name: string,
  { args = {}, result = 'same', ...rest }: { args?: unknown; result?: string } & Partial<ExecutedCall> = {},
): number {
  const call = toolCall(name, args);
  const seen = textOf(sut.note(call, executedCall(call, { message: toolResult(call.id, result), ...rest })));
  expect(seen.startsWith(result)).toBe(true);
  return Number(warning.exec(seen)?.[1] ?? 0);
}

function times<T>(count: number, make: (position: number) => T): T[] {
  return Array.from({ length: count }, (_, position) => make(position));
}

describe(RepetitionGuard.name, () => {
  it('L3: tells the model from the third equal call with an equal result on', () => {
    const sut = new RepetitionGuard();
    expect(times(6, () => note(sut, 'look'))).toEqual([0, 0, 3, 4, 5, 6]);
    expect(sut.most).toBe(6);
  });

  it('L3: calls that are refused or fail count as well', () => {
    const sut = new RepetitionGuard();
    expect(times(3, () => note(sut, 'invented', { outcome: 'refused' }))).toEqual([0, 0, 3]);
    expect(times(3, () => note(sut, 'broken', { outcome: 'error', sideEffect: true }))).toEqual([0, 0, 3]);
  });

  it('L3: arguments are equal whatever their order, spacing and numbers are written like', () => {
    const sut = new RepetitionGuard();
    const spellings = [
      '{"a":1,"b":{"c":[1,2],"d":null}}',
      ' { "b": {"d":null, "c":[1.0,2]}, "a": 1 }',
      '{"b":{"c":[1,2],"d":null},"a":1e0}',
    ];
    expect(spellings.map((args) => note(sut, 'look', { args }))).toEqual([0, 0, 3]);
    expect(['', '{}', '  '].map((args) => note(sut, 'list', { args }))).toEqual([0, 0, 3]);
  });

  it('other arguments, another order within a list, or another tool are other calls', () => {
    const sut = new RepetitionGuard();
    for (const args of [{ a: [1, 2] }, { a: [2, 1] }, { a: [1] }, { b: [1, 2] }, '{"a":', '["a"]'])
      note(sut, 'look', { args });
    note(sut, 'Look', { args: { a: [1, 2] } });
    expect(sut.most).toBe(1);
  });

  it.each(['{"a":', '['.repeat(200_000), `${'['.repeat(200_000)}${']'.repeat(200_000)}`, '{"__proto__":1}'])(
    'L3: arguments that are no usable JSON are compared as they are (%#)',
    (args) => {
      const sut = new RepetitionGuard();
      expect(times(3, () => note(sut, 'look', { args }))).toEqual([0, 0, 3]);
    },
  );

  it('L3: polling is no repetition: a changed result begins anew', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('waiting', 'half', 'done'), { maxLength: 30 }), (results) => {
        const sut = new RepetitionGuard();
        let inARow = 0;
        for (const [position, result] of results.entries()) {
          inARow = position > 0 && results[position - 1] === result ? inARow + 1 : 1;
          expect(note(sut, 'poll', { result })).toBe(inARow >= 3 ? inARow : 0);
        }
      }),
    );
  });

  it('L3: going in circles over several calls is noticed, each call by its own count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 8 }), (circle, rounds) => {
        const sut = new RepetitionGuard();
        for (let round = 0; round < rounds; round += 1) times(circle, (call) => note(sut, `tool${call}`));
        expect(sut.most).toBe(rounds);
      }),
    );
  });

  it('L3: a new call that may have changed something is a reason to make the same call again', () => {
    const sut = new RepetitionGuard();
    for (let round = 0; round < 10; round += 1) {
      expect(note(sut, 'edit', { args: { round }, sideEffect: true })).toBe(0);
      expect(note(sut, 'test', { sideEffect: true })).toBe(0);
    }
    expect(sut.most).toBe(1);
  });

  it('L3: neither a failed one nor one that is itself repeated is such a reason', () => {
    const sut = new RepetitionGuard();
    const rounds = times(3, (round) => [
      note(sut, 'edit', { args: { round }, outcome: 'error', sideEffect: true }),
      note(sut, 'build', { sideEffect: true, outcome: 'error' }),
      note(sut, 'look'),
    ]);
    expect(rounds.at(-1)).toEqual([0, 3, 3]);
  });
});
