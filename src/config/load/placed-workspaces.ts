import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConfigPath } from '../settings/config-path.js';
import { type WorkspaceBases, workspacePath } from '../workspace-path.js';
import type { PlacedAgent } from './check-agents.js';

/** Where the workspace of an agent lies, and where that is written. */
export interface PlacedWorkspace {
  agentId: string;
  /** Undefined for one in the state directory. */
  configured: string | undefined;
  path: ConfigPath;
  /** As from `realPlace`. */
  place: string;
}

/** The workspaces of all agents, in the order of the agents. `inherited` is for those that set none. */
export function placeWorkspaces(
  agents: readonly PlacedAgent[],
  inherited: string | undefined,
  bases: WorkspaceBases,
): PlacedWorkspace[] {
  const present: readonly PlacedAgent[] =
    agents.length > 0 ? agents : [{ agent: { id: 'main' }, path: ['agents', 'defaults'] }];
  return present.flatMap(({ agent: { id, workspace }, path }) => {
    // What is wrong with the id has been reported.
    if (id === undefined) return [];
    const configured = workspace ?? inherited;
    const isInherited = workspace === undefined && inherited !== undefined;
    return {
      agentId: id,
      configured,
      path: [...(isInherited ? ['agents', 'defaults'] : path), 'workspace'],
      place: realPlace(workspacePath({ id, workspace: configured }, bases)),
    };
  });
}

/** The real path of an absolute one. The part of it that is not there, or out of reach, stays as it is. */
export function realPlace(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
}
