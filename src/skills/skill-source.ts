import { isAbsolute, join, resolve } from 'node:path';
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

export function workspaceSource(workspace: string): SkillSource {
  const directory = join(workspace, 'skills');
  return { place: 'skills', directory, scope: scopeOf(workspace), path: 'skills', inWorkspace: true };
}

/** `directory` is the entry with `~` replaced; undefined for a path that is not absolute. */
export function sharedSource(place: string, directory: string): SkillSource | undefined {
  if (!isAbsolute(directory)) return undefined;
  const root = resolve(directory);
  return { place, directory: root, scope: scopeOf(root), path: '', inWorkspace: false };
}

/** The path of a skill's file within the scope of its source. */
export function skillPath({ path }: SkillSource, folder: string): string {
  return path === '' ? `${folder}/SKILL.md` : `${path}/${folder}/SKILL.md`;
}

function scopeOf(root: string): WorkspaceScope {
  return { root, readableRoots: [], absolutePaths: false, hidden: new Set() };
}
