import type { HistoryTurn, SessionsHistoryPayload } from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { printTranscript } from '../format/print-transcript.js';
import { readCount } from '../option-values.js';
import { listOf, numberOf, objectOf } from '../read-payload.js';
import { sessionOptions, sessionTarget } from '../sessions/session-options.js';
import type { Terminal } from '../terminal.js';

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
    printAnswer(call, payload, (terminal) => print(payload, terminal));
    return exitCodes.ok;
  },
};

function print(payload: unknown, terminal: Terminal): void {
  const { turns, total } = objectOf<SessionsHistoryPayload>(payload);
  const shown = listOf<HistoryTurn>(turns);
  const left = numberOf(total) - shown.length;
  if (left > 0)
    terminal.note(`${left} earlier turns are left out; raise --limit, or use \`openclaw sessions export\`.`);
  for (const { messages } of shown) printTranscript(messages, terminal);
}
