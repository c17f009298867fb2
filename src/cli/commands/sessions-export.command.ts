import { writeFile } from 'node:fs/promises';
import { counted } from '../../common/describe-amount.js';
import { isSystemError } from '../../common/system-error.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { readText } from '../option-values.js';
import { numberOf } from '../read-payload.js';
import { emptiness } from '../sessions/emptiness.js';
import { type WholeSession, readWholeSession } from '../sessions/read-whole-session.js';
import { sessionOptions, sessionTarget } from '../sessions/session-options.js';
import { toMarkdown } from '../sessions/to-markdown.js';
import { fileReason } from '../file-reason.js';
import { usageError } from '../usage-error.js';

export const sessionsExportCommand: Command = {
  operands: '<key>',
  description: 'Prints a whole session, or writes it into a new file that only you can read.',
  options: {
    ...sessionOptions,
    format: {
      type: 'string',
      value: '<name>',
      description: '`json`, which has everything, or `markdown`. Default: json.',
    },
    output: { type: 'string', short: 'o', value: '<file>', description: 'File to write; it must not exist yet.' },
  },
  examples: [
    { line: 'openclaw sessions export main --output main.json', note: 'a copy with everything' },
    { line: 'openclaw sessions export main --format markdown', note: 'to read' },
  ],
  async run(call) {
    const encode = encoderOf(call);
    const session = await withLink(call, (link) => readWholeSession(link, sessionTarget(call)));
    if (session.turns.length === 0) call.terminal.note(emptiness(numberOf(session.session.turns)));
    const output = readText(call.values, 'output');
    if (output === undefined) call.terminal.write(encode(session));
    else await writeNew(output, encode(session), session, call);
    return exitCodes.ok;
  },
};

type Encoder = (session: WholeSession) => string;

function encoderOf({ values, json }: CommandCall): Encoder {
  const format = readText(values, 'format') ?? 'json';
  if (format === 'json') return (session) => `${JSON.stringify(session, null, 2)}\n`;
  if (format !== 'markdown') throw usageError('--format must be json or markdown.', 'sessions export');
  if (json) throw usageError('--json and --format markdown exclude each other.', 'sessions export');
  return toMarkdown;
}

async function writeNew(path: string, text: string, { key, turns }: WholeSession, call: CommandCall): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) throw new CliError(`${path} exists already; choose another name or remove it.`);
    throw new CliError(`${path} cannot be written: ${fileReason(error)}.`);
  }
  if (call.json) call.terminal.json({ key, turns: turns.length, file: path });
  else call.terminal.line(`Wrote ${counted(turns.length, 'turn')} of ${key} to ${path}`);
}
