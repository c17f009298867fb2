import { type HostPath, OwnerFact } from '../../common/private-facts.js';
import type { WorkspaceFiles, WorkspaceNote } from '../workspace-files.port.js';
import { closedScope } from '../closed-scope.js';
import { isOwnerNote } from '../note-privacy.js';
import { unlessUnreachable } from './file-system-errors.js';
import type { PathEnd } from './path-walk.js';
import { readHeldFile } from './read-held-file.js';
import { bytesFor, decodeStart } from './read-utf8.js';
import { systemPaths } from './system-paths.js';

type Note = Omit<WorkspaceNote, 'name'> | undefined;

const longestNote = 4_000_000;

/**
 * Notes in real directories. A link may lead to another place in the same workspace, never out of it; the file that was
 * checked is the file that is read, also when somebody swaps it meanwhile.
 */
export class NodeWorkspaceFiles implements WorkspaceFiles {
  constructor(private readonly paths = systemPaths()) {}

  async readNotes(workspace: HostPath, names: readonly string[], maxCharacters: number): Promise<WorkspaceNote[]> {
    const notes = await Promise.all(
      names.map(async (name) => {
        const note = await this.readNote(workspace, name, maxCharacters);
        return note && { name, ...note };
      }),
    );
    return notes.filter((note) => note !== undefined);
  }

  async readNote(workspace: HostPath, name: string, maxCharacters: number): Promise<Note> {
    if (!isPlainName(name)) return undefined;
    const scope = closedScope(workspace);
    const use = { scope, boundary: await this.paths.boundaryOf(scope), path: name, forWriting: false };
    const limit = Math.min(Math.max(0, maxCharacters), longestNote);
    return unlessUnreachable(this.paths.with(use, (end) => readNoteAt(end, name, limit)));
  }
}

async function readNoteAt(end: PathEnd, name: string, maxCharacters: number): Promise<Note> {
  if (end.kind !== 'entry' || !end.held.stats.isFile()) return undefined;
  const { bytes, size } = await readHeldFile(end.held, bytesFor(maxCharacters));
  const start = decodeStart(bytes, bytes.length === size, maxCharacters);
  const isOwners = isOwnerNote(name) || isOwnerNote(end.name);
  const note = isOwners ? { ...start, text: new OwnerFact(start.text) } : start;
  return end.name === name ? note : { ...note, linkedFile: end.name };
}

/** A name and no path: no separator of any system, no `.` or `..`, no drive or stream of Windows. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\:\0]/.test(name);
}
