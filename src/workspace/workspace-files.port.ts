import type { HostPath, OwnerFact } from '../common/private-facts.js';

/** A text file of a workspace, e.g. SOUL.md. */
export interface WorkspaceNote {
  name: string;
  /** What is written about the owner, by its name or by that of the file it is a link to, is a fact of the owner. */
  text: string | OwnerFact;
  /** Whether the file is longer than what was asked for. */
  truncated: boolean;
  /** The name of the file that it is a link to, where that is another name. */
  linkedFile?: string;
}

/** Read access to the notes in an agent's workspace; nothing outside the workspace is reachable. */
export interface WorkspaceFiles {
  /**
   * The first `maxCharacters` of each of the named text files that lie directly in the workspace, in the order of the names.
   * Left out is what is not there: a missing file, a link that leads out of the workspace, a directory, device or pipe.
   */
  readNotes(workspace: HostPath, names: readonly string[], maxCharacters: number): Promise<WorkspaceNote[]>;
}
export const WorkspaceFiles = Symbol('WorkspaceFiles');
