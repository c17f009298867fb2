import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import type { OpenClawConfig } from '../../../config/openclaw.config.js';
import { toolNames, toolsOf } from '../agent-tools.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** Whether strangers reach more than words. Owner-only tools are out of their reach by nature. */
export class PublicAgentsCheck implements DoctorCheck {
  readonly name = 'Public agents';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'agents'>) {}

  async run(): Promise<Finding[]> {
    const { configuration, agents } = this.context;
    if (!configuration) return [];
    const publicAgents = agents.filter(({ publicMode }) => publicMode);
    return Promise.all(publicAgents.map((agent) => inspect(agent, configuration.config)));
  }
}

async function inspect(agent: ResolvedAgent, config: OpenClawConfig): Promise<Finding> {
  const tools = await toolsOf(agent, config, false);
  const names = toolNames(tools, ({ group, sideEffects }) => sideEffects || group === 'fs');
  if (names.length === 0)
    return { status: 'ok', what: `Strangers reach no files and change nothing through ${agent.id}` };
  return {
    status: 'warning',
    path: `agents.list[${agent.id}].tools`,
    what: `Strangers who talk to ${agent.id} can use ${names.join(', ')}.`,
    remedy: `Name them in tools.ownerOnly, or take them out of agents.list[${agent.id}].tools; docs/security.md.`,
  };
}
