import type { ConfigInvalidError, ConfigProblem } from '../../config/config-problem.js';
import { counted } from '../../common/describe-amount.js';
import { exitCodes } from '../cli-error.js';
import type { CommandCall } from '../command.js';

/**
 * Tells all that is wrong with a configuration, and gives the exit code for it. `consequence` is what became of the command, e.g.
 * `nothing was changed`.
 */
export function reportProblems(
  { terminal, json }: Pick<CommandCall, 'terminal' | 'json'>,
  { problems }: ConfigInvalidError,
  { file, consequence }: { file: string; consequence?: string },
): number {
  if (json) {
    terminal.json({ ok: false, file, problems });
    return exitCodes.configuration;
  }
  const end = consequence === undefined ? '.' : `; ${consequence}.`;
  terminal.note(terminal.styledNote('red', `${file}: ${counted(problems.length, 'problem')}${end}`));
  for (const problem of problems) terminal.note(['', ...linesOf(problem)].join('\n'));
  terminal.note('\ndocs/configuration.md explains every key; `openclaw config schema <path>` shows one.');
  return exitCodes.configuration;
}

function linesOf({ path, found, allowed, didYouMean }: ConfigProblem): string[] {
  return [
    `  ${path}`,
    `    found:   ${found}`,
    ...(didYouMean === undefined ? [] : [`    did you mean "${didYouMean}"?`]),
    `    allowed: ${allowed}`,
  ];
}
