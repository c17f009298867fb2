import { createInterface } from 'node:readline/promises';
import { CliError, exitCodes } from './cli-error.js';
import type { Terminal } from './terminal.js';

/**
 * Asks a person yes or no; everything but yes is no.
 * @throws CliError for Ctrl-C, and where nobody can be asked, `--yes` being the way then.
 */
export async function confirm(terminal: Terminal, question: string, signal: AbortSignal): Promise<boolean> {
  if (!terminal.canAsk) {
    throw new CliError('Nobody can be asked here, because this is no terminal.', {
      exitCode: exitCodes.usage,
      hint: 'Add --yes to do it.',
    });
  }
  const { stdin, stderr } = terminal.streams;
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await Promise.race([
      lines.question(terminal.shownNote(`${question} [y/N] `), { signal }),
      interrupted(lines),
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** A terminal that is read gives Ctrl-C to its reader; and at the end of the input nobody answers any more. */
function interrupted(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      reject(new CliError('Interrupted; nothing was changed.', { exitCode: exitCodes.interrupted }));
    });
    lines.once('close', () => resolve('no'));
  });
}
