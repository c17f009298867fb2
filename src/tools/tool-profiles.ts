import type { ToolProfileName } from '../config/agents.config.js';

/** Named sets of tools. `*` is every tool. */
export const toolProfiles = {
  minimal: ['session_status'],
  coding: ['*'],
  full: ['*'],
} as const satisfies Record<ToolProfileName, readonly string[]>;
