import { limitText } from '../common/limit-text.js';
import { OwnerFact } from '../common/private-facts.js';
import { mayReadNote } from '../workspace/note-privacy.js';
import type { WorkspaceNote } from '../workspace/workspace-files.port.js';

const publicNotes = ['SOUL.md', 'IDENTITY.md'];
const privateNotes = ['AGENTS.md', ...publicNotes, 'USER.md', 'MEMORY.md'];

/** Characters of one note that go into a prompt. */
export const maxNoteCharacters = 20_000;
/** Characters of all notes together that go into a prompt. */
const maxNotesCharacters = 60_000;

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

/** Gives room to the notes in their order; what does not fit is cut, and says so. */
export function limitNotes(notes: readonly WorkspaceNote[], maxCharacters = maxNotesCharacters): WorkspaceNote[] {
  let room = maxCharacters;
  return notes.map((note) => {
    const text = limited(note.text, room);
    room -= text.length;
    return text.length === note.text.length ? note : { ...note, text, truncated: true };
  });
}

/** Whether there is nothing to read in a note. */
export function isBlank({ text }: WorkspaceNote): boolean {
  return text instanceof OwnerFact ? text.isBlank : text.trim() === '';
}

function limited(text: WorkspaceNote['text'], room: number): WorkspaceNote['text'] {
  return text instanceof OwnerFact ? text.limited(room) : limitText(text, room);
}
