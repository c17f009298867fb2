import { withHint } from '../../config/settings/did-you-mean.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import { normalizeToolName } from '../policy/tool-name.js';
import { meansAll, parseToolPattern } from '../policy/tool-pattern.js';

type Rules = Pick<McpServerConfig, 'allow' | 'deny'>;

/** Whether the rules of the server itself let a tool through. `name` is the server's own. */
export function isToolWanted(name: string, { allow, deny }: Rules): boolean {
  return (allow === undefined || matchesAny(name, allow)) && !matchesAny(name, deny);
}

/** For the log: the entries of the rules that mean none of the server's tools, one text for each list that has such. */
export function uselessRules(names: readonly string[], { allow = [], deny }: Rules): string[] {
  return Object.entries({ allow, deny }).flatMap(([list, patterns]) => {
    const useless = patterns.filter((pattern) => !names.some((name) => matchesAny(name, [pattern])));
    if (useless.length === 0) return [];
    return [`${list} names tools that it does not have: ${useless.map((each) => withHint(each, names)).join(', ')}`];
  });
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  const subject = { name: normalizeToolName(name), isBeginning: false, group: undefined };
  return patterns.some((pattern) => meansAll(parseToolPattern(pattern), subject));
}
