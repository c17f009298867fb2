import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { WorkspaceFiles, WorkspaceNote } from '../workspace-files.port.js';
import { bytesFor, decodeStart } from './read-utf8.js';

type Note = Omit<WorkspaceNote, 'name'> | undefined;

/** No further link is followed, and a pipe without a writer does not hold the opening up. Zero where a system has no such flag. */
const openFlags =
  constants.O_RDONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((constants.O_NONBLOCK as number | undefined) ?? 0);
const longestNote = 4_000_000;
/** What a missing, unreachable or special file answers; anything else is a fault that the operator should hear of. */
const absences = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'EACCES',
  'EPERM',
  'ENXIO',
  'ENODEV',
  'ENAMETOOLONG',
  'EINVAL',
]);

/**
 * Notes in real directories. A link may lead to another place in the same workspace, never out of it; the file that was
 * checked is the file that is read, also when somebody swaps it meanwhile.
 */
export class NodeWorkspaceFiles implements WorkspaceFiles {
  async readNotes(workspace: string, names: readonly string[], maxCharacters: number): Promise<WorkspaceNote[]> {
    const notes = await Promise.all(
      names.map(async (name) => {
        const note = await this.readNote(workspace, name, maxCharacters);
        return note && { name, ...note };
      }),
    );
    return notes.filter((note) => note !== undefined);
  }

  async readNote(workspace: string, name: string, maxCharacters: number): Promise<Note> {
    if (!isPlainName(name)) return undefined;
    try {
      return await readInside(await realpath(workspace), name, Math.min(Math.max(0, maxCharacters), longestNote));
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }
}

async function readInside(root: string, name: string, maxCharacters: number): Promise<Note> {
  const path = await realpath(join(root, name));
  // Looked at before it is opened, because opening alone can move a device.
  if (!isInside(root, path) || !(await lstat(path)).isFile()) return undefined;
  const file = await open(path, openFlags);
  try {
    // A directory on the way can be swapped between the check and the opening; afterwards the answer is final.
    const isOurs = (await file.stat()).isFile() && (await isStillAt(file, path, root));
    if (!isOurs) return undefined;
    const start = await readStart(file, maxCharacters);
    return basename(path) === name ? start : { ...start, linkedFile: basename(path) };
  } finally {
    await file.close();
  }
}

async function isStillAt(file: FileHandle, path: string, root: string): Promise<boolean> {
  const now = join(await realpath(dirname(path)), basename(path));
  if (!isInside(root, now)) return false;
  const found = await open(now, openFlags);
  try {
    const [opened, expected] = await Promise.all([file.stat({ bigint: true }), found.stat({ bigint: true })]);
    return opened.ino === expected.ino && opened.dev === expected.dev;
  } finally {
    await found.close();
  }
}

async function readStart(file: FileHandle, maxCharacters: number): Promise<{ text: string; truncated: boolean }> {
  const bytes = Buffer.alloc(bytesFor(maxCharacters));
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) break;
  }
  return decodeStart(bytes.subarray(0, length), length < bytes.length, maxCharacters);
}

/** A name and no path: no separator of any system, no `.` or `..`, no drive or stream of Windows. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\:\0]/.test(name);
}

function isInside(root: string, path: string): boolean {
  return join(path, '..') === root || path.startsWith(join(root, '/'));
}

function isAbsence(error: unknown): boolean {
  return absences.has((error as NodeJS.ErrnoException).code ?? '');
}
