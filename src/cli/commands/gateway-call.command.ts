import JSON5 from 'json5';
import { errorReason } from '../../common/system-error.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import { withLink } from '../connection/open-link.js';
import { readText } from '../option-values.js';
import { readOrStdin } from '../read-input.js';
import { usageError } from '../usage-error.js';

export const gatewayCallCommand: Command = {
  operands: '<method>',
  description:
    'Calls one method of the gateway and prints its answer as JSON. Of a method that answers twice, such as `agent`, it is ' +
    'the last answer.',
  options: {
    params: {
      type: 'string',
      value: '<json>',
      description: 'Parameters as JSON or JSON5, or - to read them from standard input.',
    },
  },
  examples: [
    { line: 'openclaw gateway call status', note: 'a method without parameters' },
    { line: `openclaw gateway call sessions.list --params '{"limit": 5}'`, note: 'one with parameters' },
  ],
  async run(call) {
    const [method = ''] = call.positionals;
    const params = await readParams(call);
    call.terminal.json(await withLink(call, (link) => link.request(method, params)));
    return exitCodes.ok;
  },
};

async function readParams(call: CommandCall): Promise<unknown> {
  const written = readText(call.values, 'params');
  if (written === undefined) return {};
  const text = await readOrStdin(written, '--params', call);
  try {
    return JSON5.parse(text);
  } catch (error) {
    throw usageError(`--params is no JSON and no JSON5: ${errorReason(error)}.`, 'gateway call');
  }
}
