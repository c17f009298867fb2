import { describe, expect, it } from '@jest/globals';
import { toPromptPlace } from './to-prompt-place.js';

const list = [{ id: 'front-desk', systemPrompt: 'Be kind.' }, { id: 'helper' }];

describe(toPromptPlace.name, () => {
  it.each([
    ['instructions', 'front-desk', 'agents.list[front-desk].systemPrompt'],
    ['instructions', 'helper', 'agents.defaults.systemPrompt'],
    ['identity', 'helper', 'agents.list[helper].name'],
    ['notes', 'helper', 'a file of its workspace such as SOUL.md'],
    ['runtime', 'helper', 'part runtime'],
  ] as const)('%s of %s is %s', (part, id, place) => {
    expect(toPromptPlace(part, { id }, { list })).toBe(place);
  });
});
