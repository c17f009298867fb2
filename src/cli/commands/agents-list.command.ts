import type { AgentRow, AgentsListPayload } from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { agentMarks } from '../format/agent-marks.js';
import { modelOf } from '../format/model-of.js';
import { printAnswer } from '../format/print-answer.js';
import { printTable } from '../format/table.js';
import { listOf, objectOf, textOf } from '../read-payload.js';

export const agentsListCommand: Command = {
  operands: '',
  description: 'Lists the agents of the gateway with the model that each asks first.',
  options: {},
  examples: [{ line: 'openclaw agents list', note: 'who can be asked' }],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('agents.list'));
    const { agents } = objectOf<AgentsListPayload>(payload);
    const rows = listOf<AgentRow>(agents).map((agent) => [
      textOf(agent.id),
      textOf(agent.name),
      modelOf(agent),
      agentMarks(agent.default, agent.publicMode),
    ]);
    printAnswer(call, payload, (terminal) => printTable(terminal, ['ID', 'NAME', 'MODEL', ''], rows));
    return exitCodes.ok;
  },
};
