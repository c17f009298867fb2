import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { AgentToolsConfig } from '../config/agents.config.js';
import type { ToolsConfig } from '../config/tools.config.js';
import type { Tool } from './tool.port.js';
import { normalizeToolName } from './tool-name.js';
import { toolProfiles } from './tool-profiles.js';

export interface PolicyInput {
  tools: readonly Tool[];
  agent: ResolvedAgent;
  /** The section `tools` of the configuration, which holds for all agents. */
  global: ToolsConfig;
  isOwner: boolean;
  /** Names that the client brought; an own tool of the same name is withheld for the run. */
  clientToolNames: readonly string[];
}

/**
 * The tools of one run: what the prompt names, what goes upstream, and what dispatch accepts are this one list. A tool is
 * kept if no rule strips it, and the owner rule comes first, so nothing that allows can bring a tool back.
 */
export function effectiveTools(input: PolicyInput): Tool[] {
  return input.tools.filter((tool) => !isStripped(tool, input));
}

function isStripped(tool: Tool, { agent, global, isOwner, clientToolNames }: PolicyInput): boolean {
  const name = normalizeToolName(tool.definition.name);
  if (!isOwner && (tool.ownerOnly || matches(name, global.ownerOnly))) return true;
  if (names(name, clientToolNames)) return true;
  if (matches(name, global.deny) || matches(name, agent.tools.deny)) return true;
  const isAllowed =
    allowedBy(name, global, undefined) && allowedBy(name, agent.tools, agent.publicMode ? 'minimal' : undefined);
  return !isAllowed;
}

/** `defaultProfile` holds where the layer names neither a profile nor an allow list. */
function allowedBy(name: string, layer: AgentToolsConfig, defaultProfile: 'minimal' | undefined): boolean {
  if (matches(name, layer.alsoAllow)) return true;
  const profile = layer.profile ?? (layer.allow ? undefined : defaultProfile);
  const inProfile = profile === undefined || matches(name, toolProfiles[profile]);
  return inProfile && (layer.allow === undefined || matches(name, layer.allow));
}

function matches(name: string, patterns: readonly string[] | undefined): boolean {
  return patterns !== undefined && (names('*', patterns) || names(name, patterns));
}

function names(name: string, list: readonly string[]): boolean {
  return list.some((entry) => normalizeToolName(entry) === name);
}
