import { isAbsolute, join, resolve } from 'node:path';

const placeholder = '{agentId}';

/** The workspaces of agents that name none, in the state directory. */
export const ownWorkspaces = 'workspaces';

/** What the paths of workspaces begin with; both absolute. */
export interface WorkspaceBases {
  /** What `~` stands for, and what a relative path is taken from, so that the start directory has no say. */
  home: string;
  stateDirectory: string;
}

/**
 * The absolute directory of an agent: the configured one with `{agentId}` and a leading `~` replaced, or one in the state
 * directory. Whether it is there makes no difference.
 */
export function workspacePath(
  { id, workspace }: { id: string; workspace: string | undefined },
  { home, stateDirectory }: WorkspaceBases,
): string {
  if (workspace === undefined) return join(stateDirectory, ownWorkspaces, id);
  const path = workspace.replaceAll(placeholder, () => id);
  if (path === '~') return resolve(home);
  if (/^~[/\\]/.test(path)) return resolve(join(home, path.slice(2)));
  return isAbsolute(path) ? resolve(path) : resolve(home, path);
}
