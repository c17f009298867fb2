import { type AuditProblem, type AuditVerification, verifyAudit } from '../../audit/chain/verify-audit.js';
import { counted } from '../../common/describe-amount.js';
import { auditDirectory, readingAudit } from '../audit/audit-directory.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { readText } from '../option-values.js';
import { textOf } from '../read-payload.js';
import { usageError } from '../usage-error.js';

export const auditVerifyCommand: Command = {
  operands: '',
  description:
    'Walks through the audit log from its first line on and tells each line that was changed, removed, added or put elsewhere, with ' +
    'its file and number. It reads the files in the state directory, whether or not a gateway runs, and changes nothing. Exit code ' +
    '0 when everything is as it was written, else 1.',
  options: {
    noted: {
      type: 'string',
      value: '<hash>',
      description: 'A hash that this command printed before: whether the log still holds its line.',
    },
  },
  examples: [
    { line: 'openclaw audit verify', note: 'whether the log is whole' },
    { line: 'openclaw audit verify --json', note: 'for a script; `last.hash` is what to note elsewhere' },
  ],
  async run(call) {
    const noted = readNoted(call);
    const directory = auditDirectory(call.environment);
    const found = await readingAudit(directory, () => verifyAudit(directory, noted));
    if (call.json) printJson(found, directory, call);
    else printText(found, directory, call);
    return found.problems.length === 0 ? exitCodes.ok : exitCodes.failed;
  },
};

function readNoted({ values }: CommandCall): string | undefined {
  const noted = readText(values, 'noted')?.trim().toLowerCase();
  if (noted !== undefined && !/^[0-9a-f]{64}$/.test(noted))
    throw usageError('--noted must be a hash of 64 hexadecimal digits, as `openclaw audit verify` prints it.');
  return noted;
}

function printJson(found: AuditVerification, directory: string, { terminal }: CommandCall): void {
  const { files, lines, first, last, isUnfinished, problems } = found;
  const place = (line: typeof first) => line && { seq: line.seq, time: line.record['time'], hash: line.hash };
  const ok = problems.length === 0;
  terminal.json({ ok, directory, files, lines, first: place(first), last: place(last), isUnfinished, problems });
}

function printText(found: AuditVerification, directory: string, { terminal }: CommandCall): void {
  const { files, lines, first, last, isUnfinished, problems } = found;
  const amount = `${counted(lines, 'line')} in ${counted(files, 'file')}`;
  if (problems.length === 0) terminal.line(terminal.styled('green', `OK: ${amount} of ${directory}`));
  else terminal.note(terminal.styledNote('red', `${directory}: ${counted(problems.length, 'problem')} in ${amount}.`));
  for (const problem of problems) terminal.note(`  ${inWords(problem)}.`);
  if (first && last) {
    terminal.line(
      `From ${textOf(first.record['time'])} (line ${first.seq}) to ${textOf(last.record['time'])} (line ${last.seq}).`,
    );
    terminal.line(`Hash of the last line: ${last.hash}`);
  }
  if (isUnfinished)
    terminal.note(
      'The last line is not finished: it is being written, or the gateway ended in its middle. The next start cuts it off.',
    );
}

function inWords({ file, line, what }: AuditProblem): string {
  return line === undefined ? `${file} ${what}` : `${file}, line ${line} ${what}`;
}
