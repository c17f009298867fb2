import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { tableLines } from '../format/table.js';
import { listOf, numberOf, objectOf, textOf } from '../read-payload.js';

export const gatewayHealthCommand: Command = {
  operands: '',
  description: 'Asks the gateway whether it can serve runs, and by which agents. Exits with 1 when it cannot.',
  options: {},
  examples: [{ line: 'openclaw gateway health', note: 'whether runs can be served' }],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('health'));
    const { ok, reasons, agents } = objectOf(payload);
    const { terminal } = call;
    if (call.json) terminal.json(payload);
    else {
      const causes = Array.isArray(reasons) ? reasons.map(String).join(', ') : '';
      terminal.line(
        ok === true ? terminal.styled('green', 'Healthy') : `${terminal.styled('red', 'Not ready')}: ${causes}`,
      );
      const rows = listOf(agents).map(({ agentId, isDefault, publicMode, sessions }) => [
        textOf(agentId),
        String(numberOf(objectOf(sessions)['count'])),
        [...(isDefault === true ? ['default'] : []), ...(publicMode === true ? ['public'] : [])].join(', '),
      ]);
      for (const line of tableLines(terminal, ['AGENT', 'SESSIONS', ''], rows)) terminal.line(line);
    }
    return ok === true ? exitCodes.ok : exitCodes.failed;
  },
};
