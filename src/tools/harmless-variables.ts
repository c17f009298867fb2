/**
 * Environment variables of the gateway that any program may get, an agent's command or an MCP server: language and terminal.
 * They tell nothing of the host and hold no secret.
 */
export const harmlessVariables: readonly string[] = [
  ...['LANG', 'LANGUAGE', 'LC_ALL', 'LC_ADDRESS', 'LC_COLLATE', 'LC_CTYPE', 'LC_IDENTIFICATION', 'LC_MEASUREMENT'],
  ...['LC_MESSAGES', 'LC_MONETARY', 'LC_NAME', 'LC_NUMERIC', 'LC_PAPER', 'LC_TELEPHONE', 'LC_TIME', 'TERM'],
];
