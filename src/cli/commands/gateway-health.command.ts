import type { HealthPayload } from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { agentMarks } from '../format/agent-marks.js';
import { printAnswer } from '../format/print-answer.js';
import { printableLine } from '../format/printable.js';
import { printTable } from '../format/table.js';
import { listOf, numberOf, objectOf, textOf, textsOf } from '../read-payload.js';
import type { Terminal } from '../terminal.js';

export const gatewayHealthCommand: Command = {
  operands: '',
  description: 'Asks the gateway whether it can serve runs, and by which agents. Exits with 1 when it cannot.',
  options: {},
  examples: [{ line: 'openclaw gateway health', note: 'whether runs can be served' }],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('health'));
    printAnswer(call, payload, (terminal) => print(payload, terminal));
    return objectOf<HealthPayload>(payload).ok === true ? exitCodes.ok : exitCodes.failed;
  },
};

type AgentHealth = HealthPayload['agents'][number];

function print(payload: unknown, terminal: Terminal): void {
  const { ok, reasons, agents } = objectOf<HealthPayload>(payload);
  const causes = textsOf(reasons).map(printableLine).join(', ');
  terminal.line(
    ok === true ? terminal.styled('green', 'Healthy') : `${terminal.styled('red', 'Not ready')}: ${causes}`,
  );
  const rows = listOf<AgentHealth>(agents).map(({ agentId, isDefault, publicMode, sessions }) => [
    textOf(agentId),
    String(numberOf(objectOf<AgentHealth['sessions']>(sessions).count)),
    agentMarks(isDefault, publicMode),
  ]);
  printTable(terminal, ['AGENT', 'SESSIONS', ''], rows);
}
