import type { Command } from '../command.js';
import { readText } from '../option-values.js';

export const gatewayRunCommand: Command = {
  operands: '',
  description:
    'Starts a gateway in this process, as `npm start` does, and runs it until Ctrl-C; runs under way then have time to ' +
    'finish. Everything besides the port comes from the configuration.',
  options: {
    port: { type: 'string', value: '<number>', description: 'Port to listen on, in place of the configured one.' },
  },
  examples: [
    { line: 'openclaw gateway run', note: 'start it as it is configured' },
    { line: 'openclaw gateway run --port 18790', note: 'on another port' },
  ],
  run({ values, services }) {
    const port = readText(values, 'port');
    return services.runGateway(port === undefined ? [] : ['--port', port]);
  },
};
