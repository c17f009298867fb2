import { deepFreeze } from '../common/deep-freeze.js';
import type { AgentConfig, AgentsConfig } from '../config/agents.config.js';
import { defaultAgent } from '../config/default-agent.js';
import type { UserKeyMode } from '../config/session.config.js';
import type { ResolvedAgent } from './resolved-agent.js';

const fallbackSubagents = { maxDepth: 1, maxCount: 8, allowAgents: [] };
const fallbackLimits = { maxTurns: 25, timeoutSeconds: 600, maxRunTokens: 2_000_000, maxConcurrent: 64 };

export interface ResolveOptions {
  /** `session.userKey`, for agents that do not set their own. */
  userKey: UserKeyMode;
}

/**
 * All agents of a configuration by id. With an empty list the agent `main` exists. The default one is the one marked so,
 * else `main`, else the first.
 */
export function resolveAgents(agents: AgentsConfig, options: ResolveOptions): ReadonlyMap<string, ResolvedAgent> {
  const list: AgentConfig[] = agents.list.length > 0 ? agents.list : [{ id: 'main' }];
  const defaultId = defaultAgent(list)?.id;
  return new Map(list.map((agent) => [agent.id, resolveAgent(agent, agents, agent.id === defaultId, options)]));
}

/** The agent's own `publicMode`, where it is set, beats `agents.defaults`. */
export function resolveAgentPublicMode(agent: AgentConfig, agents: AgentsConfig): boolean {
  return agent.publicMode ?? agents.defaults.publicMode ?? false;
}

/** The same agents, all of them public. */
export function asPublic(agents: AgentsConfig): AgentsConfig {
  const publicMode = true;
  return {
    ...agents,
    defaults: { ...agents.defaults, publicMode },
    list: agents.list.map((agent) => ({ ...agent, publicMode })),
  };
}

function resolveAgent(
  agent: AgentConfig,
  agents: AgentsConfig,
  isDefault: boolean,
  options: ResolveOptions,
): ResolvedAgent {
  const { defaults } = agents;
  const publicMode = resolveAgentPublicMode(agent, agents);
  const model = agent.model ?? defaults.model;
  const limit = (name: keyof typeof fallbackLimits): number => agent[name] ?? defaults[name] ?? fallbackLimits[name];
  return deepFreeze({
    id: agent.id,
    name: agent.name ?? agent.id,
    isDefault,
    publicMode,
    model: { primary: model?.primary, fallbacks: model?.fallbacks ?? [] },
    embeddingModel: agent.embeddingModel ?? defaults.embeddingModel,
    workspace: agent.workspace ?? defaults.workspace,
    systemPrompt: agent.systemPrompt ?? defaults.systemPrompt,
    promptFiles: agent.promptFiles ?? (publicMode ? undefined : defaults.promptFiles),
    tools: agent.tools ?? {},
    inheritedTools: defaults.tools ?? {},
    skills: agent.skills ?? defaults.skills,
    subagents: { ...fallbackSubagents, ...defaults.subagents, ...agent.subagents },
    params: { ...defaults.params, ...agent.params },
    userKey: agent.session?.userKey ?? defaults.session?.userKey ?? options.userKey,
    limits: {
      maxTurns: limit('maxTurns'),
      timeoutMilliseconds: limit('timeoutSeconds') * 1000,
      maxRunTokens: limit('maxRunTokens'),
      maxConcurrent: limit('maxConcurrent'),
    },
  });
}
