import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SkillHost } from '../../src/skills/skill-host.port.js';
import type { WorkspaceStorage } from '../../src/workspace/workspace-storage.port.js';
import { WorkspaceError } from '../../src/workspace/workspace.error.js';

/** Linux with the program `git` and the variable `EDITOR`, unless overridden. */
export function skillHost(overrides: Partial<SkillHost> = {}): SkillHost {
  return {
    platform: 'linux',
    hasProgram: (name) => name === 'git',
    hasVariable: (name) => name === 'EDITOR',
    ...overrides,
  };
}

/** Writes `<directory>/<folder>/SKILL.md` and returns its path. */
export function writeSkill(directory: string, folder: string, frontMatter: string, body = 'Do it.'): string {
  mkdirSync(join(directory, folder), { recursive: true });
  const file = join(directory, folder, 'SKILL.md');
  writeFileSync(file, `---\n${frontMatter}\n---\n\n${body}\n`);
  return file;
}

/** Real directories without any of the real storage's care; `reads` and `lists` hold the paths that were asked for. */
export function plainStorage(): WorkspaceStorage & { reads: string[]; lists: string[] } {
  const reads: string[] = [];
  const lists: string[] = [];
  const unused = (): never => {
    throw new Error('not for this test');
  };
  return {
    reads,
    lists,
    read: async ({ root }, path, maxBytes) => {
      reads.push(path);
      const bytes = await orMissing(() => readFileSync(join(root.forFileSystem(), path)));
      return { path, bytes: bytes.subarray(0, maxBytes), size: bytes.length };
    },
    list: async ({ root }, path) => {
      lists.push(path);
      const entries = await orMissing(() => readdirSync(join(root.forFileSystem(), path), { withFileTypes: true }));
      const sorted = entries.sort((left, right) => (left.name < right.name ? -1 : 1));
      return sorted.map((entry) => ({
        path: join(path, entry.name),
        kind: entry.isDirectory() ? 'directory' : entry.isFile() ? 'file' : 'other',
      }));
    },
    walk: unused,
    write: unused,
  };
}

async function orMissing<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new WorkspaceError('not-found', 'There is no such file.');
    if (code === 'ENOTDIR') throw new WorkspaceError('not-a-directory', 'This is no directory.');
    throw error;
  }
}
