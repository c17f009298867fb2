/** Read access to the notes in an agent's workspace. Paths are relative; nothing outside the workspace is reachable. */
export interface WorkspaceFiles {
  /**
   * The first `maxCharacters` of a text file directly in the workspace, or undefined where there is none: a missing file, a
   * link that leads out of the workspace, a directory, device or pipe. Never throws for those.
   */
  readNote(
    workspace: string,
    name: string,
    maxCharacters: number,
  ): Promise<{ text: string; truncated: boolean } | undefined>;
}
export const WorkspaceFiles = Symbol('WorkspaceFiles');
