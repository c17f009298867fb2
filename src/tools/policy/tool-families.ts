import type { McpConfig, McpServerConfig } from '../../config/mcp.config.js';
import { normalizeToolName } from './tool-name.js';
import type { ToolSubject } from './tool-pattern.js';
import type { Tool, ToolQuery } from '../tool.port.js';

/** Tools that nobody knows before they are asked for: those whose names begin so. */
export type ToolFamily = Parameters<ToolQuery['mayKeep']>[0];

/** How the names of a server's tools begin. */
export function toolNamePrefix(server: string): string {
  return `${server}__`;
}

/** The tools of a server. */
export function serverFamily(name: string, { ownerOnly }: McpServerConfig): ToolFamily {
  return { prefix: toolNamePrefix(name), group: 'mcp', ownerOnly };
}

/** One for each server that is used. */
export function serverFamilies({ servers }: McpConfig): ToolFamily[] {
  return Object.entries(servers)
    .filter(([, server]) => server.enabled)
    .map(([name, server]) => serverFamily(name, server));
}

export function toolSubject({ definition, group }: Tool): ToolSubject {
  return { name: normalizeToolName(definition.name), isBeginning: false, group };
}

export function familySubject({ prefix, group }: ToolFamily): ToolSubject {
  return { name: normalizeToolName(prefix), isBeginning: true, group };
}
