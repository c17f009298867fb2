import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { subagentDepthOf } from '../../agents/subagent-depth.js';
import type { OpenClawConfig } from '../../config/openclaw.config.js';
import { serverFamilies } from '../../tools/policy/tool-families.js';
import { couldKeep, decideTools } from '../../tools/policy/tool-policy.js';
import type { Tool } from '../../tools/tool.port.js';
import { builtinTools } from './known-tools.js';

export interface AgentTools {
  builtin: readonly Tool[];
  /** How the names of the tools of MCP servers begin that it may have, e.g. `github__`. */
  prefixes: readonly string[];
}

/** The names of those built-in tools that count, and how those of MCP servers begin. */
export function toolNames({ builtin, prefixes }: AgentTools, counts: (tool: Tool) => boolean): string[] {
  return [
    ...builtin.filter(counts).map(({ definition }) => definition.name),
    ...prefixes.map((prefix) => `${prefix}*`),
  ];
}

/** The tools that the rules leave an agent, in runs of the owner or of others. */
export async function toolsOf(agent: ResolvedAgent, config: OpenClawConfig, isOwner: boolean): Promise<AgentTools> {
  const { primary, fallbacks } = agent.model;
  const input = {
    agent,
    isOwner,
    global: config.tools,
    models: primary === undefined ? fallbacks : [primary, ...fallbacks],
    clientToolNames: [],
    subagentDepth: subagentDepthOf(agent),
  };
  const decisions = decideTools({ ...input, tools: await builtinTools() });
  const families = serverFamilies(config.mcp).filter(couldKeep(input));
  return {
    builtin: decisions.filter(({ kept }) => kept).map(({ tool }) => tool),
    prefixes: families.map(({ prefix }) => prefix),
  };
}
