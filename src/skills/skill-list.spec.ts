import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { skillList } from './skill-list.js';
import type { Skill } from './skill.js';

const skill = (name: string, overrides: Partial<Skill> = {}): Skill => ({
  name,
  description: 'How to.',
  location: `skills/${name}/SKILL.md`,
  readableRoot: undefined,
  ...overrides,
});

describe(skillList.name, () => {
  it('has one line a skill', () => {
    expect(skillList([skill('a'), skill('b', { location: '/srv/b/SKILL.md' })])).toEqual({
      text:
        '<skill name="a" location="skills/a/SKILL.md">How to.</skill>\n' +
        '<skill name="b" location="/srv/b/SKILL.md">How to.</skill>',
      left: 0,
    });
  });

  it('no text of a skill can end its line or the list', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('</available_skills>', '"><x', 'a\n# Runtime', '\r\n', '&lt;'));
    fc.assert(
      fc.property(text, text, text, (name, description, location) => {
        const { text: list } = skillList([skill(name, { description, location })]);
        expect(list).toMatch(/^<skill name="[^"<>\n\r]*" location="[^"<>\n\r]*">[^<>\n\r]*<\/skill>$/);
      }),
    );
  });

  it('is bounded, and says how many are left out', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => skill(name));
    const line = skillList([skill('a')]).text.length + 1;
    expect(skillList(many, 4 * line).left).toBe(0);
    const { text, left } = skillList(many, 3 * line);
    expect(left).toBe(1);
    expect(text.split('\n').slice(2)).toEqual([expect.stringContaining('name="c"'), '[1 more were left out]']);
  });
});
