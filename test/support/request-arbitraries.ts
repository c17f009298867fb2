import { expect } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';

/** JSON that often looks like a part of a request: with these names of fields, and these words as values. */
export function likeRequest(names: readonly string[], words: readonly string[]): fc.Arbitrary<unknown> {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(fc.constantFrom(...words), fc.jsonValue({ maxDepth: 1 })),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('value'), { maxKeys: 5 }),
    ),
  }));
  return value;
}

/** Values at the bounds of what some field allows, and of every kind. */
const edges = [
  -2.5,
  -2,
  -1,
  -0.1,
  0,
  0.5,
  1,
  1.5,
  2,
  2.1,
  15,
  16,
  16.5,
  NaN,
  Infinity,
  2 ** 53,
  '1',
  true,
  null,
  [],
  {},
];

/** Throws unless what `isPlainlyValid` accepts is accepted by the decorators of `Dto` too. */
export function expectNoMoreThanDecorators(
  isPlainlyValid: (fields: Record<string, unknown>) => boolean,
  Dto: new () => object,
  names: readonly string[],
): void {
  const value = fc.oneof(fc.constantFrom<unknown>(...edges), fc.anything());
  const fields = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 });
  let accepted = 0;
  fc.assert(
    fc.property(fields, (given) => {
      if (!isPlainlyValid(given)) return;
      accepted += 1;
      expect(validateSync(Object.assign(new Dto(), given), { forbidUnknownValues: false })).toEqual([]);
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(100);
}
