import { Inject, Injectable } from '@nestjs/common';
import type { AgentsConfig } from '../config/agents.config.js';
import { AgentsSection, GatewaySection, SessionSection } from '../config/config-sections.js';
import { parseAgentId } from './agent-id.js';
import { AgentNotFoundError, ModelNotFoundError } from './agents.errors.js';
import type { ResolvedAgent } from './resolved-agent.js';
import { asPublic, resolveAgents } from './resolve-agents.js';

/** What a caller over HTTP said about the agent it wants. */
export interface AgentChoice {
  /** The request's `model`. */
  model?: string | undefined;
  /** The header `x-openclaw-agent-id`; wins over `model`. */
  agentHeader?: string | undefined;
}

/** An agent, and for people what led to it. */
export interface ChosenAgent {
  agent: ResolvedAgent;
  because: string;
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
  resolve(choice: AgentChoice): ResolvedAgent {
    return this.choose(choice).agent;
  }

  /** As `resolve`, with the reason. */
  choose({ model, agentHeader }: AgentChoice): ChosenAgent {
    if (agentHeader !== undefined) {
      const agent = this.byId(parseAgentId(agentHeader, 'x-openclaw-agent-id'), agentHeader);
      return { agent, because: 'the header x-openclaw-agent-id names it' };
    }
    if (model === undefined) return this.byDefault('the request names no model');
    const named = agentModel.exec(model)?.[1];
    if (named !== undefined) return this.byName(named, model);
    if (model.toLowerCase() === 'openclaw') return this.byDefault('the model is "openclaw"');
    const { modelAliases } = this.gatewaySection.current.http;
    const alias = Object.hasOwn(modelAliases, model) ? modelAliases[model] : undefined;
    if (alias === undefined) throw new ModelNotFoundError(model);
    return { agent: this.byId(alias, model), because: 'gateway.http.modelAliases leads the model to it' };
  }

  /** The agent of an id that a caller gave in `field`. Throws 400 for a malformed one and 404 for an unknown one. */
  named(given: string, field: string): ResolvedAgent {
    const id = parseAgentId(given, field);
    const agent = this.find(id);
    if (!agent) throw new AgentNotFoundError(id, field);
    return agent;
  }

  /** Undefined where no agent has this id. */
  find(id: string): ResolvedAgent | undefined {
    return this.agents().get(id);
  }

  /** The agent of those who name none. */
  defaultAgent(): ResolvedAgent {
    const agent = this.list().find(({ isDefault }) => isDefault);
    if (!agent) throw new ModelNotFoundError('openclaw');
    return agent;
  }

  list(): ResolvedAgent[] {
    return [...this.agents().values()];
  }

  /** The agent of this id as a subagent of `parent`: of a public one it is public too. Undefined where there is none. */
  subagent(id: string, parent: ResolvedAgent): ResolvedAgent | undefined {
    const agent = this.agents().get(id);
    if (!parent.publicMode || agent?.publicMode !== false) return agent;
    const { userKey } = this.sessionSection.current;
    return resolveAgents(asPublic(this.agentsSection.current), { userKey }).get(id);
  }

  private byName(named: string, model: string): ChosenAgent {
    const id = parseAgentId(named, 'model');
    if (id === 'default' && !this.find(id)) return this.byDefault('the model asks for the default agent');
    return { agent: this.byId(id, model), because: 'the model names it' };
  }

  private byId(id: string, asked: string): ResolvedAgent {
    const agent = this.find(id);
    if (!agent) throw new ModelNotFoundError(asked);
    return agent;
  }

  private byDefault(asked: string): ChosenAgent {
    return { agent: this.defaultAgent(), because: `${asked}, and it is the default agent` };
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
