import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import { isWithin } from '../../../common/is-within.js';
import { realPlace } from '../../../config/load/placed-workspaces.js';
import { homeOf } from '../../../config/state-directory.js';
import { workspacePath } from '../../../config/workspace-path.js';
import { toolsOf } from '../../doctor/agent-tools.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

interface Placed {
  agent: ResolvedAgent;
  place: string;
}

/** Whether a public agent lives among the files of one that is not. The state directory is refused when the configuration is read. */
export class SharedWorkspacesCheck implements DoctorCheck {
  readonly name = 'Shared workspaces';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'agents' | 'environment' | 'file'>) {}

  async run(): Promise<Finding[]> {
    const placed = this.placed();
    const strangers = placed.filter(({ agent }) => agent.publicMode);
    const found = await Promise.all(strangers.map((stranger) => this.inspect(stranger, placed)));
    if (strangers.length === 0 || found.flat().length > 0) return found.flat();
    return [{ status: 'ok', what: 'Public agents share no files with others' }];
  }

  private placed(): Placed[] {
    const { agents, environment, file } = this.context;
    const bases = { home: homeOf(environment), stateDirectory: file.stateDirectory };
    return agents.map((agent) => ({ agent, place: realPlace(workspacePath(agent, bases)) }));
  }

  private async inspect({ agent, place }: Placed, all: readonly Placed[]): Promise<Finding[]> {
    const { configuration } = this.context;
    const neighbours = all.filter((other) => !other.agent.publicMode && overlap(place, other.place));
    if (!configuration || neighbours.length === 0) return [];
    const { builtin } = await toolsOf(agent, configuration.config, false);
    const readsFiles = builtin.some(({ group }) => group === 'fs');
    const names = neighbours.map((other) => other.agent.id).join(', ');
    return [
      {
        status: readsFiles ? 'problem' : 'warning',
        what: `${agent.id} is public and shares files with ${names}${readsFiles ? ', and strangers reach them' : ''}.`,
        path: `agents.list[${agent.id}].workspace`,
        remedy: 'Give it a workspace of its own, or none: then it gets one in the state directory.',
      },
    ];
  }
}

function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}
