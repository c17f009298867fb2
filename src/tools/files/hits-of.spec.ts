import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import * as fc from 'fast-check';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { turnsUntilSettled } from '../../../test/support/turns.js';
import { SystemClock } from '../../common/system-clock.js';
import { Yielder } from './yielder.js';
import { hitsOf } from './hits-of.js';
import { SearchPattern } from './search-pattern.js';

const neverDue = new Yielder(new FakeClock(), new AbortController().signal);

async function sut(text: string, context: number): Promise<string[]> {
  const search = { pattern: SearchPattern.compile('x', false), context, yielder: neverDue };
  const hits = await Array.fromAsync(hitsOf(text, search));
  return hits.map((hit) => `${hit.line}${hit.isMatch ? ':' : '-'}${hit.text}`);
}

describe(hitsOf.name, () => {
  it.each([
    [0, ['3:x', '4:x', '8:x']],
    [1, ['2-b', '3:x', '4:x', '5-c', '7-e', '8:x', '9-f']],
    [2, ['1-a', '2-b', '3:x', '4:x', '5-c', '6-d', '7-e', '8:x', '9-f']],
  ])('gives matching lines with %d lines around them', async (context, expected) => {
    expect(await sut('a\nb\nx\nx\nc\nd\ne\nx\nf\n', context)).toEqual(expected);
  });

  it('gives exactly the lines that are near enough to a match, in their order', async () => {
    const lines = fc.array(fc.constantFrom('x', '-'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 0, max: 4 }), async (given, context) => {
        const isNear = (index: number): boolean =>
          given.slice(Math.max(0, index - context), index + context + 1).includes('x');
        const expected = given.flatMap((line, index) =>
          isNear(index) ? [`${index + 1}${line === 'x' ? ':' : '-'}${line}`] : [],
        );
        expect(await sut(given.map((line) => `${line}\n`).join(''), context)).toEqual(expected);
      }),
    );
  });

  it('lets others have their turn and ends soon after the abort', async () => {
    const controller = new AbortController();
    const yielder = new Yielder(new SystemClock(), controller.signal);
    const search = { pattern: SearchPattern.compile('(a+)+$', false), context: 0, yielder };
    const text = `${'a'.repeat(2_000)}!\n`.repeat(100_000);
    const pending = Array.fromAsync(hitsOf(text, search));
    pending.catch(() => undefined);
    await pause(50);
    controller.abort(new Error('the caller left'));
    expect(await turnsUntilSettled(pending)).toBeLessThan(10);
    await expect(pending).rejects.toThrow('the caller left');
  });
});
