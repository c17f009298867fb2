import type { ModelProbeRow, ModelsProbePayload } from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { printTable } from '../format/table.js';
import { listOf, numberOf, objectOf, textOf } from '../read-payload.js';

export const modelsProbeCommand: Command = {
  operands: '[model…]',
  description:
    'Sends each model a request of a few tokens and tells whether it answered; without operands all models of `models list`. ' +
    'Exits with 1 when one did not. A provider may charge for it.',
  options: {},
  examples: [
    { line: 'openclaw models probe', note: 'whether the models can be reached' },
    { line: 'openclaw models probe ollama/llama3.3', note: 'just this one' },
  ],
  async run(call) {
    const { positionals } = call;
    const params = positionals.length === 0 ? {} : { refs: [...positionals] };
    const payload = await withLink(call, (link) => link.request('models.probe', params));
    const results = listOf<ModelProbeRow>(objectOf<ModelsProbePayload>(payload).results);
    const rows = results.map(({ ref, ok, durationMs, error }) => [
      textOf(ref),
      ok === true ? 'ok' : 'failed',
      `${numberOf(durationMs)} ms`,
      textOf(error),
    ]);
    printAnswer(call, payload, (terminal) => printTable(terminal, ['MODEL', 'RESULT', 'TIME', ''], rows));
    return results.every(({ ok }) => ok === true) ? exitCodes.ok : exitCodes.failed;
  },
};
