import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { printTranscript } from '../format/print-transcript.js';
import { readCount } from '../option-values.js';
import { listOf, numberOf, objectOf } from '../read-payload.js';
import { sessionOptions, sessionTarget } from '../sessions/session-options.js';

export const sessionsShowCommand: Command = {
  operands: '<key>',
  description: 'Prints what was said in a session, the newest turns last.',
  options: {
    ...sessionOptions,
    limit: { type: 'string', value: '<number>', description: 'At most so many turns; 50 when left out.' },
  },
  examples: [
    { line: 'openclaw sessions show main', note: 'the main conversation of the default agent' },
    { line: 'openclaw sessions show agent:front-desk:main --limit 5', note: 'the last turns of another agent' },
  ],
  async run(call) {
    const params = { ...sessionTarget(call), limit: readCount(call.values, 'limit') };
    const payload = await withLink(call, (link) => link.request('sessions.history', params));
    if (call.json) call.terminal.json(payload);
    else print(payload, call);
    return exitCodes.ok;
  },
};

function print(payload: unknown, { terminal }: CommandCall): void {
  const { turns, total } = objectOf(payload);
  const shown = listOf(turns);
  const left = numberOf(total) - shown.length;
  if (left > 0)
    terminal.note(`${left} earlier turns are left out; raise --limit, or use \`openclaw sessions export\`.`);
  for (const { messages } of shown) printTranscript(messages, terminal);
}
