import { absolutePath, environmentVariable, mcpServerName } from './settings/name-types.js';
import { headerName, headerValue, httpUrl } from './settings/network-types.js';
import { Setting } from './settings/setting.decorator.js';
import { boolean, integer, listOf, mapOf, name, section, text } from './settings/setting-types.js';

/** A server of the Model Context Protocol: a program (`command`) or an address (`url`). */
export class McpServerConfig {
  @Setting({ type: name, description: 'The program to start; the gateway talks to it by its input and output.' })
  command?: string;

  @Setting({ type: listOf(text), description: 'Arguments of the program.' })
  args: string[] = [];

  @Setting({
    type: mapOf('variable', environmentVariable, text),
    secret: true,
    description:
      'Environment of the program. Besides these it sees only harmless variables such as `PATH`; write `"${NAME}"` to pass one on.',
  })
  env: Record<string, string> = {};

  @Setting({
    type: absolutePath,
    description: 'Directory to start the program in.',
    absentMeans: 'the state directory',
  })
  cwd?: string;

  @Setting({ type: httpUrl, description: 'Address of a server that speaks streamable HTTP.' })
  url?: string;

  @Setting({
    type: mapOf('header', headerName, headerValue),
    secret: true,
    description: 'Headers for each request to `url`.',
  })
  headers: Record<string, string> = {};

  @Setting({ type: boolean, description: 'Whether the server is used at all.' })
  enabled = true;

  @Setting({
    type: boolean,
    description: 'Only the owner may use its tools. `false` leaves that to the rules for tools.',
  })
  ownerOnly = true;

  @Setting({
    type: listOf(name),
    description: "Just these of the server's tools, by the server's own names; a beginning such as `read_*` too.",
    absentMeans: 'all',
  })
  allow?: string[];

  @Setting({ type: listOf(name), description: "Never these of the server's tools." })
  deny: string[] = [];

  @Setting({ type: integer({ min: 1, max: 600 }), description: 'Seconds to connect and to list the tools.' })
  connectTimeoutSeconds = 15;

  @Setting({ type: integer({ min: 1, max: 86_400 }), description: 'Seconds that one call may take.' })
  timeoutSeconds = 60;
}

export class McpConfig {
  @Setting({
    type: mapOf(
      'server',
      mcpServerName,
      section(() => McpServerConfig),
    ),
    description: 'MCP servers by name; their tools are called `<server>__<tool>`.',
  })
  servers: Record<string, McpServerConfig> = {};
}
