import type { ResolvedAgent } from '../../src/agents/resolved-agent.js';

/** The agent `main` with nothing set, unless overridden. */
export function resolvedAgent(overrides: Partial<ResolvedAgent> = {}): ResolvedAgent {
  return {
    id: 'main',
    name: 'main',
    isDefault: true,
    publicMode: false,
    model: { primary: undefined, fallbacks: [] },
    embeddingModel: undefined,
    workspace: undefined,
    systemPrompt: undefined,
    promptFiles: undefined,
    tools: {},
    inheritedTools: {},
    skills: undefined,
    subagents: { maxDepth: 1, maxCount: 8, allowAgents: [] },
    params: {},
    userKey: 'session',
    ...overrides,
    limits: {
      maxTurns: 25,
      timeoutMilliseconds: 600_000,
      maxRunTokens: 2_000_000,
      maxConcurrent: 64,
      ...overrides.limits,
    },
  };
}
