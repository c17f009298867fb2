import type { AgentsConfig, AgentToolsConfig } from '../config/agents.config.js';
import { closestWord } from '../config/settings/closest-word.js';
import type { ToolsConfig } from '../config/tools.config.js';
import { normalizeToolName } from './tool-name.js';

export interface ToolRules {
  /** The section `tools`. */
  global: ToolsConfig;
  agents: AgentsConfig;
}

/** A warning for each list of tools that names one which is not there: the name has no effect. */
export function unknownToolNames({ global, agents }: ToolRules, toolNames: readonly string[]): string[] {
  const known = [...toolNames, '*'];
  const lists = [
    ...listsOf('tools', global),
    { path: 'tools.ownerOnly', names: global.ownerOnly },
    ...listsOf('agents.defaults.tools', agents.defaults.tools),
    ...agents.list.flatMap(({ id, tools }) => listsOf(`the agent ${id}: tools`, tools)),
  ];
  return lists.flatMap(({ path, names }) => {
    const unknown = names.filter((name) => !known.map(normalizeToolName).includes(normalizeToolName(name)));
    return unknown.length === 0 ? [] : [warning(path, unknown, known)];
  });
}

interface NameList {
  path: string;
  names: readonly string[];
}

function listsOf(place: string, tools: AgentToolsConfig = {}): NameList[] {
  return (['allow', 'alsoAllow', 'deny'] as const).map((key) => ({ path: `${place}.${key}`, names: tools[key] ?? [] }));
}

function warning(path: string, unknown: readonly string[], known: readonly string[]): string {
  const hinted = unknown.map((name) => {
    const closest = closestWord(
      name,
      known.filter((each) => each !== '*'),
    );
    return closest === undefined ? name : `${name} (did you mean "${closest}"?)`;
  });
  return `${path} names tools that do not exist and have no effect: ${hinted.join(', ')}; there are: ${known.join(', ')}.`;
}
