const ownerNotes: ReadonlySet<string> = new Set(['user.md', 'memory.md']);
const publicNotes = ['SOUL.md', 'IDENTITY.md'];
const privateNotes = ['AGENTS.md', ...publicNotes, 'USER.md', 'MEMORY.md'];

/** Characters of one note that go into a prompt. */
export const maxNoteCharacters = 20_000;

/**
 * Which notes of the workspace a run may see. `promptFiles` replaces the usual list, but what is written about the owner
 * stays with owner runs of agents that are not public, whatever it says.
 */
export function promptNoteNames(
  agent: { publicMode: boolean; promptFiles: readonly string[] | undefined },
  isOwner: boolean,
): string[] {
  const candidates = agent.promptFiles ?? (agent.publicMode ? publicNotes : privateNotes);
  return candidates.filter((name) => mayReadNote(name, agent, isOwner));
}

/** Whether a run may see the file of this name; to be asked of a link's target too. */
export function mayReadNote(name: string, agent: { publicMode: boolean }, isOwner: boolean): boolean {
  return !isOwnerNote(name) || (isOwner && !agent.publicMode);
}

/** `./USER.md` and, on some file systems, `user.md` are the same file. */
function isOwnerNote(name: string): boolean {
  return ownerNotes.has(name.split(/[/\\]/).at(-1)?.toLowerCase() ?? '');
}
