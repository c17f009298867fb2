import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../cli-error.js';
import { commandTable } from '../command-table.js';
import { nameOf } from '../find-command.js';
import { type DescribedCommand, commandsPage as sut, loadCommands } from './commands-page.js';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

describe('docs/cli.md', () => {
  let commands: DescribedCommand[];

  beforeAll(async () => {
    commands = await loadCommands(commandTable);
  });

  it('its commands are what the code says; `npm run generate` makes them anew', () => {
    expect(sut(page, commands)).toBe(page);
  });

  it.each(commandTable.map(nameOf))('tells of %s once', (name) => {
    expect(page.split('\n').filter((line) => line === `### ${name}`)).toHaveLength(1);
  });

  it('has every exit code', () => {
    const rows = page.match(/^\| \d+ +\|/gm)?.map((row) => Number(row.replaceAll(/\D/g, '')));
    expect(rows).toEqual(Object.values(exitCodes));
  });

  it('what is written by hand survives, and a stale part does not', () => {
    const stale = page.replace(/^### agent\n/m, '').replace('# Command line', '# Another title');
    expect(sut(stale, commands)).toBe(page.replace('# Command line', '# Another title'));
  });
});

describe('commands', () => {
  it('have summaries and descriptions that can stand beside each other', async () => {
    for (const { entry, command } of await loadCommands(commandTable)) {
      expect(entry.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(command.description).toMatch(/^[A-Z][\s\S]*[.]$/);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const { line, note } of command.examples) {
        expect(line).toMatch(/(^|[(|] ?|\s)openclaw /);
        expect(note).not.toBe('');
      }
    }
  });
});
