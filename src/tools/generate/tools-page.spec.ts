import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fakeTool } from '../../../test/support/tool-factory.js';
import { hollowInstance } from '../../common/hollow-instance.js';
import type { Tool } from '../tool.port.js';
import { builtins } from '../builtin/builtins.js';
import { withProfilesTable, withToolsTable as sut } from './tools-page.js';

const page = readFileSync(new URL('../../../docs/tools.md', import.meta.url), 'utf8');
const tools = builtins.map((tool) => hollowInstance<Tool>(tool));
const [startMark = '', endMark = ''] = page.match(/<!-- generated from .* -->/g) ?? [];
const generated = page.slice(page.indexOf(startMark), page.indexOf(endMark));
const marks = `${startMark}\n${endMark}`;

describe('docs/tools.md', () => {
  it('its table of tools is what the code says; `npm run generate` makes it anew', () => {
    expect(sut(page, tools)).toBe(page);
  });

  it('its table of profiles is what the code says, and a stale one does not survive', () => {
    expect(withProfilesTable(page)).toBe(page);
    expect(page).toMatch(/^\| `coding` +\| .*`group:fs`/m);
    expect(withProfilesTable(page.replace(/^\| `coding` .*\n/m, ''))).toBe(page);
  });

  it.each(tools.map(({ definition }) => definition.name))('it has one row for %s', (name) => {
    expect(generated.split('\n').filter((line) => line.startsWith(`| \`${name}\` `))).toHaveLength(1);
  });

  it('what is written by hand survives, and a stale table does not', () => {
    const stale = page.replace(/^\| `session_status` .*\n/m, '').replace('# Tools', '# Another title');
    expect(stale).not.toMatch(/^\| `session_status` /m);
    expect(sut(stale, tools)).toBe(page.replace('# Tools', '# Another title'));
  });

  it('tells of each tool its group, who may use it, whether it changes things, its parameters and its profiles', () => {
    const write = fakeTool('write', {
      group: 'fs',
      ownerOnly: true,
      sideEffects: true,
      parameters: { type: 'object', properties: { path: {}, mode: {} }, required: ['path'] },
    });
    const cells = (tool: typeof write): string[] | undefined =>
      sut(marks, [tool])
        .split('\n')
        .find((line) => line.startsWith('| `'))
        ?.split('|')
        .map((cell) => cell.trim())
        .slice(1, -2);
    expect(cells(write)).toEqual(['`write`', '`group:fs`', 'owner', 'yes', '`path`, `mode?`', 'coding, full']);
    expect(cells(fakeTool('session_status'))).toEqual([
      '`session_status`',
      '',
      'anyone',
      'no',
      '',
      'minimal, coding, full',
    ]);
    expect(cells(fakeTool('gateway'))?.at(-1)).toBe('full');
  });

  it('keeps a description in its cell', () => {
    const tool = fakeTool('odd');
    const described = { ...tool, definition: { ...tool.definition, description: 'a | b\n<c> *d* `<e>`' } };
    expect(sut(marks, [described])).toContain('| a \\| b \\<c> \\*d\\* `<e>` |');
  });

  it('refuses a page without marks', () => {
    expect(() => sut('# A page', tools)).toThrow('lost its marks');
  });
});
