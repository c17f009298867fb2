import { join } from 'node:path';
import { McpServerConfig } from '../../src/config/mcp.config.js';
import { checkout } from './markdown-blocks.js';

/** The settings of one server, which nothing has validated. */
export function mcpServerConfig(settings: Partial<McpServerConfig> = {}): McpServerConfig {
  return Object.assign(new McpServerConfig(), settings);
}

/** Time limits for servers that do answer, however busy the machine is. */
export const patient = { connectTimeoutSeconds: 100, timeoutSeconds: 100 };

/** Settings that start a program of test/fixtures/mcp with the Node that runs the tests. */
export function fixtureServer(file: string, ...args: string[]): { command: string; args: string[] } {
  return { command: process.execPath, args: [join(checkout, 'test', 'fixtures', 'mcp', file), ...args] };
}

/** Settings that start the reference server. */
export function everythingServer(transport: 'stdio' | 'streamableHttp' = 'stdio'): { command: string; args: string[] } {
  const program = join(checkout, 'node_modules', '@modelcontextprotocol', 'server-everything', 'dist', 'index.js');
  return { command: process.execPath, args: [program, transport] };
}
