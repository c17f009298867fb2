import { Inject, Injectable } from '@nestjs/common';
import type { AgentsConfig } from '../config/agents.config.js';
import { AgentsSection, GatewaySection, SessionSection } from '../config/config-sections.js';
import { parseAgentId } from './agent-id.js';
import { ModelNotFoundError } from './agents.errors.js';
import type { ResolvedAgent } from './resolved-agent.js';
import { resolveAgents } from './resolve-agents.js';

/** What a caller said about the agent it wants. */
export interface AgentChoice {
  /** The request's `model`. */
  model?: string | undefined;
  /** The header `x-openclaw-agent-id`; wins over `model`. */
  agentHeader?: string | undefined;
}

/** `openclaw:<id>` and its aliases `agent:<id>` and `openclaw/<id>`. */
const agentModel = /^(?:openclaw[:/]|agent:)(.*)$/is;

@Injectable()
export class AgentResolverService {
  private known: { config: AgentsConfig; userKey: string; agents: ReadonlyMap<string, ResolvedAgent> } | undefined;

  constructor(
    @Inject(AgentsSection) private readonly agentsSection: AgentsSection,
    @Inject(GatewaySection) private readonly gatewaySection: GatewaySection,
    @Inject(SessionSection) private readonly sessionSection: SessionSection,
  ) {}

  /** The agent that a request means. Throws 400 for a malformed id and 404 for an unknown one; never falls to another. */
  resolve({ model, agentHeader }: AgentChoice): ResolvedAgent {
    if (agentHeader !== undefined) return this.byId(parseAgentId(agentHeader, 'x-openclaw-agent-id'), agentHeader);
    if (model === undefined) return this.defaultAgent();
    const named = agentModel.exec(model)?.[1];
    if (named !== undefined) return this.byName(named, model);
    if (model.toLowerCase() === 'openclaw') return this.defaultAgent();
    const { modelAliases } = this.gatewaySection.current.http;
    const alias = Object.hasOwn(modelAliases, model) ? modelAliases[model] : undefined;
    if (alias === undefined) throw new ModelNotFoundError(model);
    return this.byId(alias, model);
  }

  list(): ResolvedAgent[] {
    return [...this.agents().values()];
  }

  private byName(named: string, model: string): ResolvedAgent {
    const id = parseAgentId(named, 'model');
    return id === 'default' && !this.agents().has(id) ? this.defaultAgent() : this.byId(id, model);
  }

  private byId(id: string, asked: string): ResolvedAgent {
    const agent = this.agents().get(id);
    if (!agent) throw new ModelNotFoundError(asked);
    return agent;
  }

  private defaultAgent(): ResolvedAgent {
    const agent = this.list().find((candidate) => candidate.isDefault);
    if (!agent) throw new ModelNotFoundError('openclaw');
    return agent;
  }

  private agents(): ReadonlyMap<string, ResolvedAgent> {
    const config = this.agentsSection.current;
    const { userKey } = this.sessionSection.current;
    if (this.known?.config !== config || this.known.userKey !== userKey) {
      this.known = { config, userKey, agents: resolveAgents(config, { userKey }) };
    }
    return this.known.agents;
  }
}
