import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_RECORD, SourceTable } from './source-table.js';
import type { Fingerprint } from './source-table.js';

/** Few distinct halves, so that chains get long. */
const fingerprint = fc.record({ high: fc.integer({ min: 0, max: 40 }), low: fc.integer({ min: 0, max: 40 }) });
const operation = fc.record({ kind: fc.constantFrom('add' as const, 'remove' as const), source: fingerprint });

const nameOf = ({ high, low }: Fingerprint): string => `${high}/${low}`;

function occupy(sut: SourceTable, source: Fingerprint): number {
  const record = sut.add(source);
  if (record !== NO_RECORD) sut.failures[record] = 1;
  return record;
}

describe('SourceTable', () => {
  it('agrees with a Map over any sequence of additions and removals', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const sut = new SourceTable(64);
        const model = new Map<string, number>();
        for (const { kind, source } of operations) {
          const record = sut.find(source);
          expect(record).toBe(model.get(nameOf(source)) ?? NO_RECORD);
          if (kind === 'remove' && record !== NO_RECORD) {
            sut.remove(record);
            model.delete(nameOf(source));
          }
          if (kind === 'add' && record === NO_RECORD) {
            const added = occupy(sut, source);
            expect(added === NO_RECORD).toBe(model.size === 64);
            if (added !== NO_RECORD) model.set(nameOf(source), added);
          }
          expect(sut.size).toBe(model.size);
        }
      }),
    );
  });

  it('grows without losing anybody, and uses removed records again', () => {
    const sut = new SourceTable(10_000);
    const sources = Array.from({ length: 10_000 }, (_, index) => ({ high: index, low: (index * 7919) >>> 0 }));
    const records = sources.map((source) => occupy(sut, source));
    expect(sources.map((source) => sut.find(source))).toEqual(records);
    expect(sut.add({ high: 1, low: 1 })).toBe(NO_RECORD);
    for (const record of records) sut.remove(record);
    expect(sut.size).toBe(0);
    expect(sources.every((source) => sut.find(source) === NO_RECORD)).toBe(true);
    expect(sources.every((source) => occupy(sut, source) !== NO_RECORD)).toBe(true);
    expect(sut.capacity).toBe(10_000);
  });
});
