import type { ToolProfileName } from '../../config/agents.config.js';

/** Named sets of tools, in the words of a list of tools. `*` is every tool. */
export const toolProfiles = {
  minimal: ['session_status'],
  coding: ['session_status', 'group:fs', 'group:runtime', 'group:web', 'group:sessions', 'group:mcp'],
  full: ['*'],
} as const satisfies Record<ToolProfileName, readonly string[]>;
