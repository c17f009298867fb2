import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { tableLines } from '../format/table.js';
import { listOf, numberOf, objectOf, textOf } from '../read-payload.js';

export const modelsListCommand: Command = {
  operands: '',
  description: 'Lists the models that are configured or were found at the start, and the built-in one.',
  options: {},
  examples: [{ line: 'openclaw models list', note: 'what agents can be given as their model' }],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('models.list'));
    const { models, default: used } = objectOf(payload);
    if (call.json) call.terminal.json(payload);
    else {
      const rows = listOf(models).map(({ ref, contextWindow, input }) => [
        textOf(ref),
        numberOf(contextWindow) === 0 ? 'unknown' : String(contextWindow),
        Array.isArray(input) ? input.map(String).join(', ') : '',
        ref === used ? 'default' : '',
      ]);
      for (const line of tableLines(call.terminal, ['MODEL', 'CONTEXT', 'INPUT', ''], rows)) call.terminal.line(line);
    }
    return exitCodes.ok;
  },
};
