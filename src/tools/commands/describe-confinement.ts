import type { CommandConfinement } from './command-runner.port.js';

/** One line for the operator: what the commands of a gateway are held to. */
export function describeConfinement(confinement: CommandConfinement, onlyPublicAgents: boolean): string {
  switch (confinement.kind) {
    case 'sandboxed':
      return 'Commands: inside bubblewrap';
    case 'open':
      return confinement.because === 'off'
        ? 'Commands: WITHOUT a sandbox (tools.exec.sandbox is off)'
        : 'Commands: WITHOUT a sandbox; install bubblewrap or set tools.exec.sandbox';
    case 'refused':
      return onlyPublicAgents
        ? 'Commands: refused (public agents need bubblewrap, which does not work or is off)'
        : 'Commands: refused (tools.exec.sandbox is require and bubblewrap does not work)';
  }
}
