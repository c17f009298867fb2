import type { Writable } from 'node:stream';
import { exitCodes } from './cli/cli-error.js';
import type { CliServices } from './cli/command.js';
import { commandTable } from './cli/command-table.js';
import { Interrupts } from './cli/interrupts.js';
import { runCli } from './cli/run-cli.js';
import { SystemClock } from './common/system-clock.js';
import { isSystemError } from './common/system-error.js';
import { processEnvironment } from './config/process-environment.js';
import { startSmall } from './engine-settings.js';
import { holdProcess } from './hold-process.js';

const { stdin, stdout, stderr } = process;
const interrupts = new Interrupts(process, new SystemClock(), (exitCode) => process.exit(exitCode));

/** Nobody reads any more, e.g. because the output went to `head`: there is nothing left to do. */
stdout.on('error', (error) => process.exit(isSystemError(error, 'EPIPE') ? exitCodes.ok : exitCodes.failed));
stderr.on('error', () => undefined);

const services: CliServices = {
  runGateway: async (args) => {
    startSmall();
    const { startGateway } = await import('./start-gateway.js');
    interrupts.withdraw();
    return startGateway(args);
  },
  openLocal: async () => {
    const { openLocalGateway } = await import('./local-gateway.js');
    return openLocalGateway();
  },
};

holdProcess();
const exitCode = await runCli({
  argv: process.argv.slice(2),
  table: commandTable,
  streams: { stdin, stdout, stderr },
  environment: processEnvironment(),
  services,
  signal: interrupts.signal,
});
await Promise.all([flushed(stdout), flushed(stderr)]);
// What a command has left open, such as a terminal that is still read, does not hold the process.
process.exit(exitCode);

/** Resolves when everything that was written has left the process. */
function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
