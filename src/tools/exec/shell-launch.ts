import { bubblewrapArguments } from './bubblewrap-arguments.js';
import type { Launch } from './process-group.js';
import type { SandboxLayout } from './sandbox-layout.js';

const shell = '/bin/sh';
/** Output and errors share one pipe, so that they come in the order they were written. */
const joinOutputs = `exec ${shell} -c "$1" 2>&1`;
/**
 * 4,096 processes, which shells call by either letter, and files of 8 GB, counted in blocks of 512 bytes. No more than that: the
 * kernel does not limit processes of root, and limits of memory would break what reserves much of it, such as Node.js.
 */
const limits = '{ ulimit -u 4096 || ulimit -p 4096; ulimit -f 16777216; } 2>/dev/null';

/** A shell command without a sandbox. */
export function plainLaunch(command: string, directory: string, environment: Launch['environment']): Launch {
  return { program: shell, args: shellArguments(joinOutputs, command), directory, environment, inputs: [] };
}

/** A shell command in a sandbox. */
export function bubblewrapLaunch(command: string, layout: SandboxLayout, environment: Launch['environment']): Launch {
  const { visible, inputs } = bubblewrapArguments(layout);
  const args = [...visible, shell, ...shellArguments(`${limits}; ${joinOutputs}`, command)];
  // Not in the workspace, from where a relative PATH would find a program of its own.
  return { program: 'bwrap', args, directory: '/', environment, inputs };
}

function shellArguments(script: string, command: string): string[] {
  return ['-c', script, 'sh', command];
}
