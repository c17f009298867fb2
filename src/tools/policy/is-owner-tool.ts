import type { ToolsConfig } from '../../config/tools.config.js';
import type { Tool } from '../tool.port.js';
import { toolSubject } from './tool-families.js';
import { meansAll, parseToolPattern } from './tool-pattern.js';

/** Whether only the owner may use the tool, by nature or because `tools.ownerOnly` says so. */
export function isOwnerTool(tool: Tool, { ownerOnly }: ToolsConfig): boolean {
  return tool.ownerOnly || ownerOnly.some((written) => meansAll(parseToolPattern(written), toolSubject(tool)));
}
