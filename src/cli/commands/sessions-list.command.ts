import { describeSize } from '../../common/describe-amount.js';
import type { SessionsListPayload } from '../../gateway-protocol/method-payloads.js';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { describeTime } from '../format/describe-time.js';
import { printAnswer } from '../format/print-answer.js';
import { printTable } from '../format/table.js';
import { readCount, readText } from '../option-values.js';
import { listOf, numberOf, objectOf, textOf } from '../read-payload.js';
import type { Terminal } from '../terminal.js';

export const sessionsListCommand: Command = {
  operands: '',
  description: 'Lists the kept conversations, the last used first.',
  options: {
    agent: { type: 'string', short: 'a', value: '<id>', description: 'Only those of this agent.' },
    search: { type: 'string', value: '<text>', description: 'Only those whose key contains this.' },
    limit: { type: 'string', value: '<number>', description: 'At most so many; 100 when left out.' },
  },
  examples: [
    { line: 'openclaw sessions list', note: 'what was talked about lately' },
    { line: 'openclaw sessions list --agent main --search invoice --limit 10', note: 'find one' },
  ],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('sessions.list', filterOf(call)));
    printAnswer(call, payload, (terminal) => print(payload, terminal));
    return exitCodes.ok;
  },
};

function filterOf({ values }: CommandCall): object {
  return { agentId: readText(values, 'agent'), search: readText(values, 'search'), limit: readCount(values, 'limit') };
}

function print(payload: unknown, terminal: Terminal): void {
  const { sessions, total } = objectOf<SessionsListPayload>(payload);
  const rows = listOf<SessionRow>(sessions).map(({ key, turns, bytes, updatedAt, hasActiveRun }) => [
    textOf(key),
    String(numberOf(turns)),
    describeSize(numberOf(bytes)),
    describeTime(numberOf(updatedAt)),
    hasActiveRun === true ? 'at work' : '',
  ]);
  printTable(terminal, ['KEY', 'TURNS', 'SIZE', 'LAST USED', ''], rows);
  const left = numberOf(total) - rows.length;
  if (rows.length === 0) terminal.note('No session is kept here.');
  else if (left > 0) terminal.note(`and ${left} more; raise --limit or use --search.`);
}
