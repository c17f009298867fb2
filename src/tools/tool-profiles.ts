/** Named sets of tools. `*` is every tool. */
export const toolProfiles = {
  minimal: ['session_status'],
  coding: ['*'],
  full: ['*'],
} as const satisfies Record<string, readonly string[]>;

export type ToolProfile = keyof typeof toolProfiles;
