import { bubblewrapArguments } from './bubblewrap-arguments.js';
import type { Launch } from './process-group.js';
import type { SandboxLayout } from './sandbox-layout.js';

const shell = '/bin/sh';
/** Output and errors share one pipe, so that they come in the order they were written. */
const joinOutputs = `exec ${shell} -c "$1" 2>&1`;

/** A shell command without a sandbox. */
export function plainLaunch(command: string, directory: string, environment: Launch['environment']): Launch {
  return { program: shell, args: shellArguments(command), directory, environment, inputs: [] };
}

/** A shell command in a sandbox. */
export function bubblewrapLaunch(command: string, layout: SandboxLayout, environment: Launch['environment']): Launch {
  const { visible, inputs } = bubblewrapArguments(layout);
  const args = [...visible, shell, ...shellArguments(command)];
  // Not in the workspace, from where a relative PATH would find a program of its own.
  return { program: 'bwrap', args, directory: '/', environment, inputs };
}

function shellArguments(command: string): string[] {
  return ['-c', joinOutputs, 'sh', command];
}
