import { counted } from '../../common/describe-amount.js';
import type {
  HistoryTurn,
  SessionsDescribePayload,
  SessionsHistoryPayload,
} from '../../gateway-protocol/method-payloads.js';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { printTranscript } from '../format/print-transcript.js';
import { readCount } from '../option-values.js';
import { listOf, numberOf, objectOf } from '../read-payload.js';
import { emptiness } from '../sessions/emptiness.js';
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
    const { history, stored } = await withLink(call, async (link) => ({
      history: await link.request('sessions.history', params),
      stored: await storedTurns(link, call),
    }));
    printAnswer(call, history, (terminal) => print(history, stored, terminal));
    return exitCodes.ok;
  },
};

/** How many turns are kept of the session, those from before a reset too. */
async function storedTurns(link: GatewayLink, call: CommandCall): Promise<number> {
  const { session } = objectOf<SessionsDescribePayload>(await link.request('sessions.describe', sessionTarget(call)));
  return numberOf(objectOf<SessionRow>(session).turns);
}

function print(history: unknown, stored: number, terminal: Terminal): void {
  const { turns, total } = objectOf<SessionsHistoryPayload>(history);
  const shown = listOf<HistoryTurn>(turns);
  const left = numberOf(total) - shown.length;
  if (shown.length === 0) terminal.note(emptiness(stored));
  if (left > 0) {
    const are = left === 1 ? 'is' : 'are';
    terminal.note(
      `${counted(left, 'earlier turn')} ${are} left out; raise --limit, or use \`openclaw sessions export\`.`,
    );
  }
  for (const { messages } of shown) printTranscript(messages, terminal);
}
