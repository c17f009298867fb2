import { counted } from '../../common/describe-amount.js';
import type {
  AgentPublicCheckRow,
  FactCountRow,
  FoundFactRow,
  PublicCheckPayload,
} from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { printTable } from '../format/table.js';
import { type Unread, listOf, numberOf, objectOf, textOf } from '../read-payload.js';
import type { Terminal } from '../terminal.js';

const remedy =
  'Take each fact out of the place that is named. What everybody may know, and is no secret, can be named in gateway.egress.allow.';

export const publicCheckCommand: Command = {
  operands: '[agent]',
  description:
    'Renders every prompt and tool that public agents can have, runs their built-in tools into errors, and looks in all of it for ' +
    'facts of the host and secrets. Lists what kinds of facts were withheld and where one was found, and never the facts. No model ' +
    'is called. Exit code 0 when nothing was found, else 1.',
  options: {
    local: { type: 'boolean', description: 'Start a gateway in this process for the check, in place of asking one.' },
  },
  examples: [
    { line: 'openclaw public-check', note: 'all public agents of the gateway' },
    { line: 'openclaw public-check front-desk --local', note: 'one of them, without a running gateway' },
  ],
  async run(call) {
    const [agentId] = call.positionals;
    const payload = await withLink(call, (link) =>
      link.request('public.check', agentId === undefined ? {} : { agentId }),
    );
    const { agents, notLookedFor } = objectOf<PublicCheckPayload>(payload);
    const rows = listOf<AgentPublicCheckRow>(agents);
    printAnswer(call, payload, (terminal) => {
      if (rows.length === 0) terminal.line('There is no public agent.');
      for (const row of rows) printAgent(terminal, row);
      printUnsearched(terminal, listOf<FactCountRow>(notLookedFor));
    });
    const isClean = Array.isArray(agents) && rows.every(({ found }) => Array.isArray(found) && found.length === 0);
    return isClean ? exitCodes.ok : exitCodes.failed;
  },
};

function printAgent(terminal: Terminal, { agentId, looked, withheld, found }: Unread<AgentPublicCheckRow>): void {
  const { prompts, tools, calls } = objectOf<AgentPublicCheckRow['looked']>(looked);
  const amounts = [
    counted(numberOf(prompts), 'prompt'),
    counted(numberOf(tools), 'tool'),
    counted(numberOf(calls), 'call'),
  ];
  const leaks = listOf<FoundFactRow>(found);
  const result = leaks.length === 0 ? terminal.styled('green', 'tells nothing') : terminal.styled('red', 'TELLS FACTS');
  terminal.line(`${textOf(agentId)}: ${result} (${amounts.join(', ')})`);
  const rows = [
    ...leaks.map(({ fact, place }) => [textOf(fact), 'LEAKS', textOf(place)]),
    ...listOf<FactCountRow>(withheld).map(({ fact, count }) => [textOf(fact), 'withheld', String(numberOf(count))]),
  ];
  printTable(terminal, ['FACT', 'RESULT', 'WHERE, OR HOW MANY'], rows);
  if (leaks.length > 0) terminal.line(remedy);
  terminal.line('');
}

function printUnsearched(terminal: Terminal, rows: readonly Unread<FactCountRow>[]): void {
  if (rows.length === 0) return;
  const kinds = rows.map(({ fact, count }) => `${textOf(fact)} (${numberOf(count)})`).join(', ');
  terminal.line(`Not looked for, because they are short, common or allowed: ${kinds}.`);
}
