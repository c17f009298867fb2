import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkout } from '../support/markdown-blocks.js';
import { testTitles } from '../support/test-titles.js';
import { threatTable } from '../support/threat-table.js';

const rows = threatTable();
const named = rows.flatMap(({ threat, tests }) => tests.map((test) => ({ threat, ...test })));

describe('The table of threats', () => {
  it('is there, with a control and a test for each threat', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const { threat, control, tests } of rows) {
      expect([threat.length > 0, control.length > 0, tests.length > 0]).toEqual([true, true, true]);
    }
    expect(new Set(rows.map(({ threat }) => threat)).size).toBe(rows.length);
  });

  it.each(named)('$path: $title', ({ path, title }) => {
    expect(path).toMatch(/^(?:src|test)\/.*\.(?:e2e-)?spec\.ts$/);
    expect(existsSync(join(checkout, path))).toBe(true);
    expect(testTitles(path)).toContain(title);
  });
});

describe('testTitles', () => {
  it('reads the titles of this file as they are written', () => {
    expect(testTitles('test/architecture/threat-table.e2e-spec.ts')).toEqual([
      'is there, with a control and a test for each threat',
      '$path: $title',
      'reads the titles of this file as they are written',
    ]);
  });
});
