import type { McpConfig } from '../mcp.config.js';
import { type ConfigPath, formatPath } from '../settings/config-path.js';
import type { SettingsReader } from '../settings/settings-reader.js';

/** Reports each MCP server that is not exactly one of a program and an address. */
export function checkMcpServers({ servers }: McpConfig, reader: SettingsReader): void {
  for (const [name, { command, url }] of Object.entries(servers)) {
    const path = ['mcp', 'servers', name];
    if (isReported(path, reader)) continue;
    const found = foundOf(command, url);
    if (found === undefined) continue;
    reader.report(path, found, 'either "command", to start a program, or "url", to reach a server by HTTP');
  }
  reportLookAlikes(Object.keys(servers), reader);
}

function foundOf(command: string | undefined, url: string | undefined): string | undefined {
  if (command === undefined && url === undefined) return 'neither "command" nor "url"';
  return command !== undefined && url !== undefined ? 'both "command" and "url"' : undefined;
}

/** Rules for tools take `-` and `_` for the same, so they could not tell the tools of the two apart. */
function reportLookAlikes(names: readonly string[], reader: SettingsReader): void {
  const first = new Map<string, string>();
  for (const name of names) {
    const folded = name.replaceAll('-', '_');
    const earlier = first.get(folded);
    if (earlier === undefined) first.set(folded, name);
    else
      reader.report(
        ['mcp', 'servers', name],
        `a name that equals "${earlier}"`,
        'names that differ in more than "-" and "_"',
      );
  }
}

/** What could not be read is absent too, and that has been told. */
function isReported(server: ConfigPath, { problems }: SettingsReader): boolean {
  const paths = [server, [...server, 'command'], [...server, 'url']].map(formatPath);
  return problems.some(({ path }) => paths.includes(path));
}
