import type { McpServerConfig } from '../../config/mcp.config.js';
import { normalizeToolName } from '../policy/tool-name.js';

type Rules = Pick<McpServerConfig, 'allow' | 'deny'>;

/** Whether the rules of the server itself let a tool through. `name` is the server's own. */
export function isToolWanted(name: string, { allow, deny }: Rules): boolean {
  return (allow === undefined || matchesAny(name, allow)) && !matchesAny(name, deny);
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  const normalized = normalizeToolName(name);
  return patterns.map(normalizeToolName).some((pattern) => {
    return pattern.endsWith('*') ? normalized.startsWith(pattern.slice(0, -1)) : normalized === pattern;
  });
}
