const ownerNotes: ReadonlySet<string> = new Set(['user.md', 'memory.md']);

/** Whether a run may see the note of this name; to be asked of a link's target too. */
export function mayReadNote(name: string, agent: { publicMode: boolean }, isOwner: boolean): boolean {
  return !isOwnerNote(name) || (isOwner && !agent.publicMode);
}

/** What lies directly in the workspace and does not exist for a run's file tools, in lower case. */
export function hiddenNames(
  agent: { publicMode: boolean; promptFiles: readonly string[] | undefined },
  isOwner: boolean,
): ReadonlySet<string> {
  const owners = isOwner && !agent.publicMode ? [] : [...ownerNotes];
  const shown = new Set(agent.promptFiles?.map((name) => name.toLowerCase()));
  const host = agent.publicMode ? ['skills', ...(shown.has('agents.md') ? [] : ['agents.md'])] : [];
  return new Set([...owners, ...host]);
}

/** `./USER.md` and, on some file systems, `user.md` are the same file. */
export function isOwnerNote(name: string): boolean {
  return ownerNotes.has(name.split(/[/\\]/).at(-1)?.toLowerCase() ?? '');
}
