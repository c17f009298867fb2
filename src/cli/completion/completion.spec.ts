import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { commandTable } from '../command-table.js';
import { bashScript } from './bash-script.js';
import { type CompletedCommand, completedCommands, followingWords } from './completion-words.js';
import { fishScript } from './fish-script.js';
import { zshScript } from './zsh-script.js';

describe('completion', () => {
  let commands: CompletedCommand[];

  beforeAll(async () => {
    commands = await completedCommands(commandTable);
  });

  it('knows which words follow which', () => {
    const following = followingWords(commands);
    expect(following.get('')).toEqual([...new Set(commandTable.map(({ words }) => words[0]))]);
    expect(following.get('sessions')).toEqual(['list', 'show', 'export', 'reset', 'delete']);
    expect(following.get('agent')).toBeUndefined();
  });

  /** What bash offers for the last of these words. */
  function offered(...words: string[]): string[] {
    const script = `${bashScript(commands)}
COMP_WORDS=(openclaw "$@"); COMP_CWORD=$#; _openclaw; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
    return output.split('\n').filter((line) => line !== '');
  }

  it.each([
    [['sess'], ['sessions']],
    [['a'], ['agent', 'agents', 'audit']],
    [['sessions', 'e'], ['export']],
    [['sessions', 'export', 'main', '--f'], ['--format']],
    [['agent', '--me'], ['--message']],
    [['agent', '--message', 'hi', '--str'], ['--stream']],
    [['completion', '--tok'], []],
    [['nothing', 'x'], []],
  ])('bash offers after %j: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it.each([zshScript, fishScript])('the script has each command and option with its description', (script) => {
    const text = script(commands);
    for (const { summary, options } of commands) {
      expect(text).toContain(summary);
      for (const { flag } of options) expect(text).toContain(script === zshScript ? flag : `-l ${flag.slice(2)}`);
    }
  });

  it('descriptions with quotes and backslashes cannot leave their place', () => {
    const odd: CompletedCommand = { name: 'odd', summary: `it's \\ $(id)`, options: [] };
    expect(zshScript([odd])).toContain(`'odd:it'\\''s \\ $(id)'`);
    expect(fishScript([odd])).toContain(`-d 'it\\'s \\\\ $(id)'`);
  });
});
