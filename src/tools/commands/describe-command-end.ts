import type { CommandEnd } from './command-runner.port.js';

/** One line for the model. */
export function describeCommandEnd(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `exit code ${end.code}`;
    case 'killed':
      return `killed by ${end.signal}`;
    case 'failed':
      return 'the sandbox could not be set up, so the command did not run';
  }
}
