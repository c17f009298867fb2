import type { McpConfig } from '../../config/mcp.config.js';
import type { OpenClawConfig } from '../../config/openclaw.config.js';
import { serverFamilies } from '../../tools/policy/tool-families.js';
import { type KnownTools, unknownToolNames } from '../../tools/policy/unknown-tool-names.js';
import type { Tool } from '../../tools/tool.port.js';

/** To be read, not run. They bring much of the gateway along, so they are loaded only when they are asked for. */
export async function builtinTools(): Promise<readonly Tool[]> {
  const [{ builtins }, { hollowInstance }] = await Promise.all([
    import('../../tools/builtin/builtins.js'),
    import('../../common/hollow-instance.js'),
  ]);
  return builtins.map((tool) => hollowInstance<Tool>(tool));
}

/** The tools that there are under a configuration. */
export async function knownTools(mcp: McpConfig): Promise<KnownTools> {
  return { tools: await builtinTools(), families: serverFamilies(mcp) };
}

/** A warning for each list of tools in the configuration that names one which does not exist. */
export async function toolNameWarnings({ tools: global, agents, gateway, mcp }: OpenClawConfig): Promise<string[]> {
  return unknownToolNames({ global, agents, keys: gateway.auth.keys }, await knownTools(mcp));
}
