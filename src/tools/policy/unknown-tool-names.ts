import type { AgentsConfig, AgentToolsConfig, ToolRulesConfig } from '../../config/agents.config.js';
import type { KeyRightsConfig } from '../../config/keys.config.js';
import { formatPath } from '../../config/settings/config-path.js';
import { withHint } from '../../config/settings/did-you-mean.js';
import type { ToolsConfig } from '../../config/tools.config.js';
import { type ToolFamily, familySubject, toolSubject } from './tool-families.js';
import { meansSome, parseToolPattern } from './tool-pattern.js';
import { type Tool, toolGroups } from '../tool.port.js';

/** The parts of the configuration in which rules for tools stand. */
export interface ToolRules {
  /** The section `tools`. */
  global: ToolsConfig;
  agents: AgentsConfig;
  /** `gateway.auth.keys`. */
  keys: readonly Pick<KeyRightsConfig, 'tools'>[];
}

export interface KnownTools {
  tools: readonly Tool[];
  /** Any name that could belong to one of these is known too. */
  families: readonly ToolFamily[];
}

/** A list of tools, and what to call it. */
export interface NameList {
  path: string;
  names: readonly string[];
}

/** A warning for each list of tools in the configuration with an entry that means none: it has no effect. */
export function unknownToolNames({ global, agents, keys }: ToolRules, known: KnownTools): string[] {
  const lists = [
    ...listsOf('tools', global),
    { path: 'tools.ownerOnly', names: global.ownerOnly },
    ...listsOf('agents.defaults.tools', agents.defaults.tools),
    ...agents.list.flatMap(({ id, tools }) => listsOf(`agents.list[${id}].tools`, tools)),
    ...keys.flatMap(({ tools }, index) => listsOf(`gateway.auth.keys[${index}].tools`, tools)),
  ];
  return unknownNames(lists, known);
}

/** The same for lists that stand elsewhere. */
export function unknownNames(lists: readonly NameList[], known: KnownTools): string[] {
  const subjects = [...known.tools.map(toolSubject), ...known.families.map(familySubject)];
  const isKnown = (name: string): boolean => {
    const pattern = parseToolPattern(name);
    if (pattern.kind === 'group') return toolGroups.some((group) => group === pattern.group);
    return subjects.some((subject) => meansSome(pattern, subject));
  };
  return lists.flatMap(({ path, names }) => {
    const unknown = names.filter((name) => !isKnown(name));
    return unknown.length === 0 ? [] : [warning(path, unknown, known)];
  });
}

function listsOf(place: string, tools: AgentToolsConfig = {}): NameList[] {
  const entries = Object.entries(tools.byProvider ?? {});
  return [
    ...ownLists(place, tools),
    ...entries.flatMap(([key, rules]) => ownLists(`${place}.${formatPath(['byProvider', key])}`, rules)),
  ];
}

function ownLists(place: string, rules: ToolRulesConfig): NameList[] {
  return (['allow', 'alsoAllow', 'deny'] as const).map((key) => ({ path: `${place}.${key}`, names: rules[key] ?? [] }));
}

function warning(path: string, unknown: readonly string[], { tools, families }: KnownTools): string {
  const names = tools.map(({ definition }) => definition.name);
  const groups = toolGroups.map((group) => `group:${group}`);
  const hinted = unknown.map((name) => withHint(name, [...names, ...groups]));
  const there = [...names, ...families.map(({ prefix }) => `${prefix}*`), ...groups, '*'];
  return `${path} names tools that do not exist and have no effect: ${hinted.join(', ')}; there are: ${there.join(', ')}.`;
}
