import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { tableLines } from '../format/table.js';
import { listOf, objectOf, textOf } from '../read-payload.js';

export const agentsListCommand: Command = {
  operands: '',
  description: 'Lists the agents of the gateway with the model that each asks first.',
  options: {},
  examples: [{ line: 'openclaw agents list', note: 'who can be asked' }],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('agents.list'));
    if (call.json) call.terminal.json(payload);
    else {
      const rows = listOf(objectOf(payload)['agents']).map((agent) => [
        textOf(agent['id']),
        textOf(agent['name']),
        modelOf(agent),
        [...(agent['default'] === true ? ['default'] : []), ...(agent['publicMode'] === true ? ['public'] : [])].join(
          ', ',
        ),
      ]);
      for (const line of tableLines(call.terminal, ['ID', 'NAME', 'MODEL', ''], rows)) call.terminal.line(line);
    }
    return exitCodes.ok;
  },
};

function modelOf({ model }: Record<string, unknown>): string {
  return textOf(model) || textOf(objectOf(model)['primary']);
}
