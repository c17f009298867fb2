import { escapeXml } from '../common/escape-xml.js';
import type { Skill } from './skill.js';

/** Characters of the list of skills that go into a prompt. */
const maxListCharacters = 12_000;

/** The skills of an agent as its prompt shows them. */
export interface SkillList {
  /** One line a skill, and one that says how many were left out. */
  text: string;
  left: number;
}

/** What comes from files is escaped, so that no description can end the list. */
export function skillList(skills: readonly Skill[], maxCharacters = maxListCharacters): SkillList {
  const lines: string[] = [];
  let room = maxCharacters;
  for (const line of skills.map(renderSkill)) {
    room -= line.length + 1;
    if (room < 0) break;
    lines.push(line);
  }
  const left = skills.length - lines.length;
  return { text: [...lines, ...(left > 0 ? [`[${left} more were left out]`] : [])].join('\n'), left };
}

function renderSkill({ name, description, location }: Skill): string {
  return `<skill name="${escape(name)}" location="${escape(location)}">${escape(description)}</skill>`;
}

function escape(text: string): string {
  // eslint-disable-next-line no-control-regex -- a file name may hold control characters, which would break the line
  return escapeXml(text.replace(/[\0-\x1f\x7f]+/g, ' '));
}
