import { join, resolve } from 'node:path';
import { HostPath } from '../common/private-facts.js';
import { closedScope } from '../workspace/closed-scope.js';
import type { WorkspaceScope } from '../workspace/workspace-storage.port.js';

/** A directory with one folder for each skill. */
export interface SkillSource {
  /** As the operator knows it: `skills` of a workspace, else the entry of `skills.dirs`. */
  place: string;
  /** Absolute. */
  directory: string;
  /** Where nothing may be read but what lies in it. */
  scope: WorkspaceScope;
  /** The directory within the scope. */
  path: string;
  /** Whether it lies in the workspace of the agent. */
  inWorkspace: boolean;
}

export function workspaceSource(workspace: HostPath): SkillSource {
  const directory = join(workspace.forFileSystem(), 'skills');
  return { place: 'skills', directory, scope: closedScope(workspace), path: 'skills', inWorkspace: true };
}

/** `place` is the entry as it is written, `directory` the same with `~` replaced. */
export function sharedSource(place: string, directory: string): SkillSource {
  const root = resolve(directory);
  return { place, directory: root, scope: closedScope(new HostPath(root)), path: '', inWorkspace: false };
}

/** The path of a skill's file within the scope of its source. */
export function skillPath({ path }: SkillSource, folder: string): string {
  return path === '' ? `${folder}/SKILL.md` : `${path}/${folder}/SKILL.md`;
}
