import type { ModelRow, ModelsListPayload } from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { printTable } from '../format/table.js';
import { listOf, numberOf, objectOf, textOf, textsOf } from '../read-payload.js';

export const modelsListCommand: Command = {
  operands: '',
  description:
    'Lists the models that are configured, were found at the start or are named by agents, and the built-in one.',
  options: {},
  examples: [{ line: 'openclaw models list', note: 'what agents can be given as their model' }],
  async run(call) {
    const payload = await withLink(call, (link) => link.request('models.list'));
    const { models, default: used } = objectOf<ModelsListPayload>(payload);
    const rows = listOf<ModelRow>(models).map(({ ref, contextWindow, input }) => [
      textOf(ref),
      numberOf(contextWindow) === 0 ? 'unknown' : String(contextWindow),
      textsOf(input).join(', '),
      ref === used ? 'default' : '',
    ]);
    printAnswer(call, payload, (terminal) => printTable(terminal, ['MODEL', 'CONTEXT', 'INPUT', ''], rows));
    return exitCodes.ok;
  },
};
