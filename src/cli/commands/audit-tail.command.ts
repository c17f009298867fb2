import { setTimeout as pause } from 'node:timers/promises';
import { AuditTail } from '../../audit/chain/audit-tail.js';
import { auditDirectory, readingAudit } from '../audit/audit-directory.js';
import { toAuditLine } from '../audit/to-audit-line.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { readCount, readFlag } from '../option-values.js';

const pollMilliseconds = 500;
const usualLines = 20;

export const auditTailCommand: Command = {
  operands: '',
  description:
    'Prints the last lines of the audit log: who was not let in, which runs there were and for whom, which owner-only tools were ' +
    'called, what was changed. It reads the files in the state directory, whether or not a gateway runs. With --json the lines are ' +
    'as they were written, one each.',
  options: {
    lines: { type: 'string', short: 'n', value: '<number>', description: 'At most so many lines; 20 when left out.' },
    follow: { type: 'boolean', short: 'f', description: 'Go on printing what is added, until Ctrl-C.' },
  },
  examples: [
    { line: 'openclaw audit tail -n 50', note: 'what happened last' },
    { line: 'openclaw audit tail --follow --json', note: 'what happens, for a program that keeps it elsewhere' },
  ],
  run(call) {
    const count = readCount(call.values, 'lines') ?? usualLines;
    const directory = auditDirectory(call.environment);
    return readingAudit(directory, async () => {
      const tail = new AuditTail(directory);
      print(await tail.last(count), call);
      return readFlag(call.values, 'follow') ? follow(tail, call) : exitCodes.ok;
    });
  },
};

async function follow(tail: AuditTail, call: CommandCall): Promise<number> {
  const { signal, terminal } = call;
  const ended = AbortSignal.any([signal, terminal.readerGone]);
  while (!ended.aborted) {
    // It rejects where it is ended, which is how following is meant to end.
    await pause(pollMilliseconds, undefined, { signal: ended }).catch(() => undefined);
    if (!ended.aborted) print(await tail.next(), call);
  }
  return signal.aborted ? exitCodes.interrupted : exitCodes.ok;
}

function print(lines: readonly string[], { terminal, json }: CommandCall): void {
  for (const line of lines) terminal.line(json ? line : toAuditLine(line, terminal));
}
