import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import type { OpenClawConfig } from '../../../config/openclaw.config.js';
import { requestHeaderNames } from '../../../http/request-header-names.js';
import { type AgentTools, toolNames, toolsOf } from '../../doctor/agent-tools.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

/** What public agents can do beyond what `PublicAgentsCheck` tells of strangers: for an owner, and in the private network. */
export class PublicReachCheck implements DoctorCheck {
  readonly name = 'Reach of public agents';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'agents'>) {}

  async run(): Promise<Finding[]> {
    const { configuration, agents } = this.context;
    if (!configuration) return [];
    const publicAgents = agents.filter(({ publicMode }) => publicMode);
    const found = await Promise.all(publicAgents.map((agent) => inspect(agent, configuration.config)));
    if (publicAgents.length === 0 || found.flat().length > 0) return found.flat();
    return [{ status: 'ok', what: 'Public agents can do nothing more for the owner, and reach no private host' }];
  }
}

async function inspect(agent: ResolvedAgent, config: OpenClawConfig): Promise<Finding[]> {
  const [owner, stranger] = await Promise.all([toolsOf(agent, config, true), toolsOf(agent, config, false)]);
  return [...ownersReach(agent, owner, stranger), ...privateHosts(agent, stranger, config), ...uselessSkills(agent)];
}

function ownersReach({ id }: ResolvedAgent, owner: AgentTools, stranger: AgentTools): Finding[] {
  const strangers = new Set(tellingNamesOf(stranger));
  const names = tellingNamesOf(owner).filter((name) => !strangers.has(name));
  if (names.length === 0) return [];
  return [
    {
      status: 'warning',
      what: `Owner runs of ${id} can use ${names.join(', ')}: a service in front that lets ${requestHeaderNames.senderIsOwner} through gives them to strangers.`,
      path: `agents.list[${id}].tools`,
      remedy: 'Take them out, and give the owner an agent that is not public; docs/security.md.',
    },
  ];
}

/** Of tools that do something, or show files or the configuration. */
function tellingNamesOf(tools: AgentTools): string[] {
  return toolNames(tools, ({ ownerOnly, sideEffects, group }) => ownerOnly || sideEffects || group === 'fs');
}

function privateHosts({ id }: ResolvedAgent, { builtin }: AgentTools, { tools }: OpenClawConfig): Finding[] {
  const hosts = tools.webFetch.allowPrivateHosts;
  if (hosts.length === 0 || !builtin.some(({ definition }) => definition.name === 'web_fetch')) return [];
  return [
    {
      status: 'problem',
      what: `Strangers who talk to ${id} reach ${hosts.join(', ')} by web_fetch, within the private network.`,
      path: 'tools.webFetch.allowPrivateHosts',
      remedy: `Leave the hosts out, or deny web_fetch in agents.list[${id}].tools.`,
    },
  ];
}

function uselessSkills({ id, skills = [] }: ResolvedAgent): Finding[] {
  if (skills.length === 0) return [];
  const what = `${id} is public and has no skills, although the configuration names some.`;
  return [{ status: 'warning', what, path: `agents.list[${id}].skills`, remedy: 'Leave them out.' }];
}
