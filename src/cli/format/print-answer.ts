import type { CommandCall } from '../command.js';
import type { Terminal } from '../terminal.js';

/** With `--json` the answer as the gateway sent it; else what `inWords` prints of it for people. */
export function printAnswer(
  { json, terminal }: Pick<CommandCall, 'json' | 'terminal'>,
  answer: unknown,
  inWords: (terminal: Terminal) => void,
): void {
  if (json) terminal.json(answer);
  else inWords(terminal);
}
