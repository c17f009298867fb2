import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import type { CommandEntry } from '../command-entry.js';
import { bashScript } from '../completion/bash-script.js';
import { type CompletedCommand, completedCommands } from '../completion/completion-words.js';
import { fishScript } from '../completion/fish-script.js';
import { zshScript } from '../completion/zsh-script.js';
import { unknownWord } from '../usage-error.js';

type Script = (commands: readonly CompletedCommand[]) => string;

const scripts: ReadonlyMap<string, Script> = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
]);

/** `table` are the commands to complete. */
export function completionCommand(table: readonly CommandEntry[]): Command {
  return {
    operands: '<bash|zsh|fish>',
    description: 'Prints a script with which the shell completes commands and options of `openclaw`.',
    options: {},
    examples: [
      { line: 'source <(openclaw completion bash)', note: 'in ~/.bashrc; zsh goes the same way' },
      {
        line: 'openclaw completion fish > ~/.config/fish/completions/openclaw.fish',
        note: 'where fish finds it by itself',
      },
    ],
    async run({ positionals, terminal, json }) {
      const [shell = ''] = positionals;
      const toScript = scripts.get(shell);
      if (toScript === undefined) throw unknownWord('shell', shell, scripts.keys(), 'completion');
      const script = toScript(await completedCommands(table));
      if (json) terminal.json({ shell, script });
      else terminal.write(script);
      return exitCodes.ok;
    },
  };
}
