import { Inject, Injectable } from '@nestjs/common';
import type { AgentsConfig } from '../config/agents.config.js';
import { AgentsSection, GatewaySection, SessionSection } from '../config/config-sections.js';
import { requestHeaderNames } from '../http/request-header-names.js';
import { parseAgentId } from './agent-id.js';
import { AgentNotAllowedError, AgentNotFoundError, ModelNotFoundError } from './agents.errors.js';
import type { ResolvedAgent } from './resolved-agent.js';
import { asPublic, resolveAgents } from './resolve-agents.js';

/** Ids of the agents that a caller may use; undefined means all of them. */
export type AllowedAgents = readonly string[] | undefined;

/** What a caller over HTTP said about the agent it wants. */
export interface AgentChoice {
  /** The request's `model`. */
  model?: string | undefined;
  /** The header `x-openclaw-agent-id`; wins over `model`. */
  agentHeader?: string | undefined;
  /** Default: all. */
  allowed?: AllowedAgents;
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

  /**
   * The agent that a request means. Throws 400 for a malformed id, 404 for an unknown one and 403 for one that is not
   * for the caller; never falls to another.
   */
  resolve(choice: AgentChoice): ResolvedAgent {
    return this.choose(choice).agent;
  }

  /** As `resolve`, with the reason. */
  choose(choice: AgentChoice): ChosenAgent {
    const chosen = this.chosen(choice);
    this.checkAllowed(chosen.agent, choice.allowed);
    return chosen;
  }

  private chosen({ model, agentHeader, allowed }: AgentChoice): ChosenAgent {
    if (agentHeader !== undefined) {
      const agent = this.byId(parseAgentId(agentHeader, requestHeaderNames.agentId), agentHeader);
      return { agent, because: `the header ${requestHeaderNames.agentId} names it` };
    }
    if (model === undefined) return this.byDefault('the request names no model', allowed);
    const named = agentModel.exec(model)?.[1];
    if (named !== undefined) return this.byName(named, model, allowed);
    if (model.toLowerCase() === 'openclaw') return this.byDefault('the model is "openclaw"', allowed);
    const { modelAliases } = this.gatewaySection.current.http;
    const alias = Object.hasOwn(modelAliases, model) ? modelAliases[model] : undefined;
    if (alias === undefined) throw new ModelNotFoundError(model);
    return { agent: this.byId(alias, model), because: 'gateway.http.modelAliases leads the model to it' };
  }

  /** The agent of an id that a caller gave in `field`. Throws as `resolve`. */
  named(given: string, field: string, allowed?: AllowedAgents): ResolvedAgent {
    const id = parseAgentId(given, field);
    const agent = this.find(id);
    if (!agent) throw new AgentNotFoundError(id, field);
    this.checkAllowed(agent, allowed);
    return agent;
  }

  /** Undefined where no agent has this id. */
  find(id: string): ResolvedAgent | undefined {
    return this.agents().get(id);
  }

  /** As `defaultOf`; throws 403 for those who may use no agent at all. */
  defaultAgent(allowed?: AllowedAgents): ResolvedAgent {
    const agent = this.defaultOf(allowed);
    if (!agent) throw new AgentNotAllowedError('openclaw', []);
    return agent;
  }

  /**
   * The agent of those who name none: the default one, or the first of their own where that is not for them. Undefined for those
   * who may use none.
   */
  defaultOf(allowed?: AllowedAgents): ResolvedAgent | undefined {
    const own = this.list(allowed);
    return own.find(({ isDefault }) => isDefault) ?? own.at(0);
  }

  list(allowed?: AllowedAgents): ResolvedAgent[] {
    return [...this.agents().values()].filter(({ id }) => mayUse(allowed, id));
  }

  /** Throws 403 for an agent that is not among those allowed. */
  checkAllowed({ id }: Pick<ResolvedAgent, 'id'>, allowed: AllowedAgents): void {
    if (mayUse(allowed, id)) return;
    throw new AgentNotAllowedError(
      id,
      this.list(allowed).map((agent) => agent.id),
    );
  }

  /** The agent of this id as a subagent of `parent`: of a public one it is public too. Undefined where there is none. */
  subagent(id: string, parent: ResolvedAgent): ResolvedAgent | undefined {
    const agent = this.agents().get(id);
    if (!parent.publicMode || agent?.publicMode !== false) return agent;
    const { userKey } = this.sessionSection.current;
    return resolveAgents(asPublic(this.agentsSection.current), { userKey }).get(id);
  }

  private byName(named: string, model: string, allowed: AllowedAgents): ChosenAgent {
    const id = parseAgentId(named, 'model');
    if (id === 'default' && !this.find(id)) return this.byDefault('the model asks for the default agent', allowed);
    return { agent: this.byId(id, model), because: 'the model names it' };
  }

  private byId(id: string, asked: string): ResolvedAgent {
    const agent = this.find(id);
    if (!agent) throw new ModelNotFoundError(asked);
    return agent;
  }

  private byDefault(asked: string, allowed: AllowedAgents): ChosenAgent {
    const agent = this.defaultAgent(allowed);
    const because = agent.isDefault ? 'it is the default agent' : 'it is the first one that the key may use';
    return { agent, because: `${asked}, and ${because}` };
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

export function mayUse(allowed: AllowedAgents, id: string): boolean {
  return allowed === undefined || allowed.includes(id);
}
