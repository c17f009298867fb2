import type { JsonObject } from '../common/json.js';
import { limitText } from '../common/limit-text.js';
import { readFrontMatter } from './front-matter.js';
import { type SkillRequirements, readRequirements } from './skill-requirements.js';

/** What the head of a SKILL.md says. */
export interface SkillHead {
  name: string;
  /** One line. */
  description: string;
  requirements: SkillRequirements;
  /** False where the author wants no model to find it by itself. */
  listed: boolean;
}

/** `problems` go on from "Its SKILL.md". Without `head` the skill cannot be used. */
export interface ParsedSkill {
  head?: SkillHead;
  problems: string[];
}

const maxName = 64;
const maxDescription = 1_024;
const plainName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** `text` is the start of a SKILL.md, `folder` the name of the folder that it lies in. */
export async function parseSkill(text: string, folder: string): Promise<ParsedSkill> {
  const matter = await readFrontMatter(text);
  if ('problem' in matter) return { problems: [matter.problem] };
  const name = textIn(matter.fields, 'name');
  const description = textIn(matter.fields, 'description').replace(/\s+/g, ' ');
  if (name === '') return { problems: [missing('name')] };
  if (name.length > maxName) return { problems: [`has a name of more than ${maxName} characters`] };
  if (description === '') return { problems: [missing('description')] };
  const read = readRequirements(matter.fields);
  if ('problem' in read) return { problems: [read.problem] };
  return {
    head: {
      name,
      description: limitText(description, maxDescription),
      requirements: read.requirements,
      listed: matter.fields['disable-model-invocation'] !== true,
    },
    problems: [...nameProblems(name, folder), ...descriptionProblems(description)],
  };
}

/** Other programs refuse such skills; here they work. */
function nameProblems(name: string, folder: string): string[] {
  if (!plainName.test(name)) {
    return [`has the name ${JSON.stringify(name)}; write it in lower-case letters, digits and single hyphens`];
  }
  return name === folder
    ? []
    : [`has the name ${JSON.stringify(name)}, which is not that of its folder; make them the same`];
}

function descriptionProblems({ length }: string): string[] {
  if (length <= maxDescription) return [];
  return [`has a description of ${length} characters, of which ${maxDescription} are shown; shorten it`];
}

function missing(key: string): string {
  return `has no \`${key}\`. Add \`${key}: …\` to its front matter`;
}

/** A number or a date without quotes is no text to YAML, but its author meant one. */
function textIn(fields: JsonObject, key: string): string {
  const value = fields[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
