import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import { toolsOf } from '../agent-tools.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import type { ProgramOutcome } from '../program-runner.js';

const setting = 'tools.exec.sandbox';
const bubblewrapTrial = [
  '--unshare-all',
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
  '/bin/sh',
  '-c',
  'exit 0',
];
const install = 'Install bubblewrap (`apt-get install bubblewrap`), or deny the tool exec.';

/** Whether the commands of agents are held back by a sandbox. */
export class CommandsCheck implements DoctorCheck {
  readonly name = 'Commands';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'agents' | 'programs'>) {}

  async run(): Promise<Finding[]> {
    const { configuration, programs } = this.context;
    const users = await this.agentsWithCommands();
    if (!configuration || users.length === 0) return [];
    const { sandbox } = configuration.config.tools.exec;
    if (sandbox === 'off')
      return [withoutSandbox(users, 'tools.exec.sandbox is off', 'openclaw config set --unset tools.exec.sandbox')];
    const outcome = await programs.run('bwrap', bubblewrapTrial);
    if (outcome.kind === 'ok') return [{ status: 'ok', what: 'Commands run inside bubblewrap' }];
    const reason = reasonOf(outcome);
    if (sandbox === 'auto') return [withoutSandbox(users, reason, install)];
    const what = `Commands of ${namesOf(users)} are refused: tools.exec.sandbox is require, and ${reason}.`;
    return [{ status: 'problem', what, path: setting, remedy: install }];
  }

  private async agentsWithCommands(): Promise<ResolvedAgent[]> {
    const { configuration, agents } = this.context;
    if (!configuration) return [];
    const tools = await Promise.all(agents.map((agent) => toolsOf(agent, configuration.config, true)));
    return agents.filter((_, index) => tools[index]?.builtin.some(({ definition }) => definition.name === 'exec'));
  }
}

/** Public agents have no commands without a sandbox; the others run theirs with all that the user of the gateway may do. */
function withoutSandbox(users: readonly ResolvedAgent[], reason: string, remedy: string): Finding {
  const free = users.filter(({ publicMode }) => !publicMode);
  const what =
    free.length === 0
      ? `Commands of ${namesOf(users)} are refused: public agents need bubblewrap, and ${reason}.`
      : `Commands of ${namesOf(free)} run WITHOUT a sandbox: ${reason}.`;
  return { status: 'warning', what, path: setting, remedy };
}

function namesOf(agents: readonly ResolvedAgent[]): string {
  return agents.map(({ id }) => id).join(', ');
}

function reasonOf(outcome: ProgramOutcome): string {
  return outcome.kind === 'failed'
    ? `bubblewrap does not work here (${outcome.reason})`
    : 'bubblewrap is not installed';
}
