import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { Credential } from '../../auth/credential.js';
import { InvalidRequestError } from '../../common/gateway-error.js';
import { FactsInForce } from '../../egress/facts-in-force.service.js';
import type { AgentPublicCheckRow, PublicCheckPayload } from '../../gateway-protocol/method-payloads.js';
import { AgentProbe } from './agent-probe.service.js';
import { FactTally, countKinds } from './fact-tally.js';

/** What is to be checked, and for whom. */
export interface PublicCheckCall {
  /** Default: every public agent. */
  agentId: string | undefined;
  credential: Credential;
  signal: AbortSignal;
}

/** Looks at all that public agents can send to a model, without sending it, for what they must not tell. */
@Injectable()
export class PublicCheck {
  constructor(
    private readonly agents: AgentResolverService,
    private readonly facts: FactsInForce,
    private readonly probe: AgentProbe,
  ) {}

  /** Throws 404 for an agent that does not exist, and 400 for one that is not public. */
  async run({ agentId, credential, signal }: PublicCheckCall): Promise<PublicCheckPayload> {
    const checks: AgentPublicCheckRow[] = [];
    for (const agent of this.chosen(agentId, credential)) checks.push(await this.check(agent, credential, signal));
    return { agents: checks, notLookedFor: countKinds(this.facts.unsearched()) };
  }

  private chosen(agentId: string | undefined, credential: Credential): ResolvedAgent[] {
    if (agentId === undefined) return this.agents.list(credential.agents).filter(({ publicMode }) => publicMode);
    const agent = this.agents.named(agentId, 'agentId', credential.agents);
    if (agent.publicMode) return [agent];
    throw new InvalidRequestError(
      `The agent '${agent.id}' is not public, so its prompts may tell of the host. Set publicMode for it, or name another one.`,
      { param: 'agentId' },
    );
  }

  /** Those that it may start as subagents are public too then. */
  private async check(agent: ResolvedAgent, credential: Credential, signal: AbortSignal): Promise<AgentPublicCheckRow> {
    const tally = new FactTally(this.facts.search);
    const looked = { prompts: 0, tools: 0, calls: 0 };
    const subagents = agent.subagents.allowAgents.flatMap((id) => this.agents.subagent(id, agent) ?? []);
    for (const each of [agent, ...subagents.filter(({ id }) => id !== agent.id)]) {
      const seen = await this.probe.look(each, tally, { credential, signal });
      looked.prompts += seen.prompts;
      looked.tools = Math.max(looked.tools, seen.tools);
      looked.calls += seen.calls;
    }
    return { agentId: agent.id, looked, withheld: tally.withheld(this.facts.searched()), found: tally.places() };
  }
}
