import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type FieldsPage, fieldsPages, withFieldsTable as sut } from './fields-page.js';

function read({ name }: FieldsPage): string {
  return readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
}

describe.each(fieldsPages)('$name, the table of $source', (fieldsPage) => {
  const { source, fields } = fieldsPage;
  const page = read(fieldsPage);
  const table = page.slice(page.indexOf(`${source}: start`), page.indexOf(`${source}: end`));

  it('B9: is what the code says; `npm run generate` makes it anew', () => {
    expect(sut(page, fieldsPage)).toBe(page);
  });

  it.each(Object.entries(fields))('B9: says what becomes of %s', (name, { note }) => {
    const rows = table.split('\n').filter((line) => line.startsWith(`| \`${name}\` `) && line.includes(` ${note} `));
    expect(rows).toHaveLength(1);
  });

  it('B9: what is written by hand survives, and a stale table does not', () => {
    const stale = page.replace(table, table.replace(/^\| `model` .*\n/m, '')).replace(/^# .*/, '# Another title');
    expect(sut(stale, fieldsPage)).toBe(page.replace(/^# .*/, '# Another title'));
  });

  it('refuses a page without marks', () => {
    expect(() => sut('# A page', fieldsPage)).toThrow('lost its marks');
  });
});
