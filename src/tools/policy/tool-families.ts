import type { McpConfig } from '../../config/mcp.config.js';
import { normalizeToolName } from './tool-name.js';
import type { ToolSubject } from './tool-pattern.js';
import type { Tool, ToolQuery } from '../tool.port.js';

/** Tools that nobody knows before they are asked for: those whose names begin so. */
export type ToolFamily = Parameters<ToolQuery['mayKeep']>[0];

/** One for each server that is used; its tools are called `<server>__<tool>`. */
export function serverFamilies({ servers }: McpConfig): ToolFamily[] {
  return Object.entries(servers)
    .filter(([, server]) => server.enabled)
    .map(([name, { ownerOnly }]) => ({ prefix: `${name}__`, group: 'mcp', ownerOnly }));
}

export function toolSubject({ definition, group }: Tool): ToolSubject {
  return { name: normalizeToolName(definition.name), isBeginning: false, group };
}

export function familySubject({ prefix, group }: ToolFamily): ToolSubject {
  return { name: normalizeToolName(prefix), isBeginning: true, group };
}
