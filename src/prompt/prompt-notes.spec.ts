import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitNotes, promptNoteNames } from './prompt-notes.js';

const all = ['AGENTS.md', 'SOUL.md', 'IDENTITY.md', 'USER.md', 'MEMORY.md'];
const shared = ['AGENTS.md', 'SOUL.md', 'IDENTITY.md'];
const forEveryone = ['SOUL.md', 'IDENTITY.md'];

describe(promptNoteNames.name, () => {
  it.each([
    [false, true, undefined, all],
    [false, false, undefined, shared],
    [true, true, undefined, forEveryone],
    [true, false, undefined, forEveryone],
    [true, false, ['AGENTS.md', 'SOUL.md'], ['AGENTS.md', 'SOUL.md']],
    [true, true, ['USER.md', 'MEMORY.md', 'MENU.md'], ['MENU.md']],
    [false, false, ['USER.md', 'MENU.md'], ['MENU.md']],
    [false, true, ['USER.md', 'MENU.md'], ['USER.md', 'MENU.md']],
    [false, true, [], []],
  ])('G7: public %s, owner %s, promptFiles %j: %j', (publicMode, isOwner, promptFiles, expected) => {
    expect(promptNoteNames({ publicMode, promptFiles }, isOwner)).toEqual(expected);
  });

  it.each(['./USER.md', 'user.md', 'Memory.MD', '././MEMORY.md', 'notes/USER.md', '.\\USER.md'])(
    'G7: %s is the note about the owner too',
    (name) => {
      for (const [publicMode, isOwner] of [
        [true, true],
        [true, false],
        [false, false],
      ] as const) {
        expect(promptNoteNames({ publicMode, promptFiles: [name] }, isOwner)).toEqual([]);
      }
      expect(promptNoteNames({ publicMode: false, promptFiles: [name] }, true)).toEqual([name]);
    },
  );

  it('G7: names that only begin or end like one are ordinary notes', () => {
    const promptFiles = ['USER.md.txt', 'MYUSER.md', 'MEMORY'];
    expect(promptNoteNames({ publicMode: true, promptFiles }, false)).toEqual(promptFiles);
  });
});

describe(limitNotes.name, () => {
  it('G7: keeps the beginning of the notes in their order, and marks each that was cut', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(fc.array(text), fc.nat(60), (texts, room) => {
        const notes = texts.map((each, index) => ({ name: `${index}.md`, text: each, truncated: false }));
        const limited = limitNotes(notes, room);
        expect(limited.map(({ name }) => name)).toEqual(notes.map(({ name }) => name));
        expect(limited.reduce((sum, note) => sum + note.text.length, 0)).toBeLessThanOrEqual(room);
        for (const [index, note] of limited.entries()) {
          expect(texts[index].startsWith(String(note.text))).toBe(true);
          expect(note.truncated).toBe(note.text !== texts[index]);
        }
      }),
    );
  });

  it('leaves a note that was cut before marked', () => {
    expect(limitNotes([{ name: 'a.md', text: 'a', truncated: true }])).toEqual([
      { name: 'a.md', text: 'a', truncated: true },
    ]);
  });
});
