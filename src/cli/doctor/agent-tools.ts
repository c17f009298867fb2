import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { subagentDepthOf } from '../../agents/subagent-depth.js';
import type { OpenClawConfig } from '../../config/openclaw.config.js';
import { serverFamilies } from '../../tools/policy/tool-families.js';
import { couldKeep, decideTools } from '../../tools/policy/tool-policy.js';
import type { Tool } from '../../tools/tool.port.js';

export interface AgentTools {
  builtin: readonly Tool[];
  /** How the names of the tools of MCP servers begin that it may have, e.g. `github__`. */
  prefixes: readonly string[];
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

/** To be read, not run. They bring much of the gateway along, so they are loaded only when they are asked for. */
async function builtinTools(): Promise<readonly Tool[]> {
  const [{ builtins }, { hollowInstance }] = await Promise.all([
    import('../../tools/builtin/builtins.js'),
    import('../../common/hollow-instance.js'),
  ]);
  return builtins.map((tool) => hollowInstance<Tool>(tool));
}
