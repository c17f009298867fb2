import { describe, expect, it } from '@jest/globals';
import { deepFreeze } from './deep-freeze.js';

class Section {
  list = [{ id: 'main' }];
}

describe(deepFreeze.name, () => {
  it('freezes the value itself, with all that it holds', () => {
    const section = new Section();
    expect(deepFreeze(section)).toBe(section);
    expect([section, section.list, section.list[0]].every(Object.isFrozen)).toBe(true);
  });

  it.each([undefined, null, 1, 'text'])('gives back %j', (value) => {
    expect(deepFreeze(value)).toBe(value);
  });
});
