import type { AgentConfig, AgentsConfig, ModelSelectionConfig } from './agents.config.js';

/** The agent for requests that name none: the one marked so, else `main`, else the first. Undefined for an empty list. */
export function defaultAgent(list: readonly AgentConfig[]): AgentConfig | undefined {
  return list.find((agent) => agent.default) ?? list.find(({ id }) => id === 'main') ?? list[0];
}

export function defaultAgentModel({ list, defaults }: AgentsConfig): ModelSelectionConfig | undefined {
  return defaultAgent(list)?.model ?? defaults.model;
}
