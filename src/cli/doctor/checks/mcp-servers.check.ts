import { resolve } from 'node:path';
import { isOnPath, isProgram } from '../../../common/is-program.js';
import type { McpServerConfig } from '../../../config/mcp.config.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** Whether the programs of MCP servers are there. None is started. */
export class McpServersCheck implements DoctorCheck {
  readonly name = 'MCP servers';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'environment'>) {}

  run(): Finding[] {
    const servers = Object.entries(this.context.configuration?.config.mcp.servers ?? {});
    return servers.flatMap(([name, server]) => {
      if (!server.enabled || server.command === undefined) return [];
      return [this.isThere(server, server.command) ? there(name, server.command) : missing(name, server.command)];
    });
  }

  private isThere({ cwd, env }: McpServerConfig, command: string): boolean {
    const directory = cwd ?? this.context.configuration?.stateDirectory.path ?? '';
    if (/[/\\]/.test(command)) return isProgram(resolve(directory, command));
    return isOnPath(command, env['PATH'] ?? this.context.environment.get('PATH') ?? '');
  }
}

function there(name: string, command: string): Finding {
  return { status: 'ok', what: `The program of ${name}, ${command}, is there` };
}

/** A warning: its tools are missing, and everything else works. */
function missing(name: string, command: string): Finding {
  return {
    status: 'warning',
    what: `The program of the MCP server ${name} is not there: ${command}.`,
    path: `mcp.servers.${name}.command`,
    remedy: 'Install it, write its whole path, or set enabled: false for the server.',
  };
}
