import { join } from 'node:path';
import { withHint } from '../config/settings/did-you-mean.js';
import type { FoundSkill, SkillProblem, SkillScan } from './read-skills.js';
import type { SkillHost } from './skill-host.port.js';
import { skillList } from './skill-list.js';
import { unmetRequirement } from './skill-requirements.js';
import { type SkillSource, skillPath } from './skill-source.js';
import type { Skill } from './skill.js';

export interface ScannedSource {
  source: SkillSource;
  scan: SkillScan;
}

export interface SkillChoice {
  /** By name. */
  skills: Skill[];
  /** Each a message that says which skill, what is wrong and what to do. */
  problems: string[];
}

interface Candidate {
  source: SkillSource;
  skill: FoundSkill;
}

/** Which of the found skills an agent has. Of skills with the same name the first one counts. */
export function chooseSkills(
  scanned: readonly ScannedSource[],
  agent: { id: string; skills: readonly string[] | undefined },
  host: SkillHost,
): SkillChoice {
  const candidates = scanned.flatMap(({ source, scan }) => scan.found.map((skill) => ({ source, skill })));
  const byName = new Map<string, Candidate>();
  for (const each of candidates) if (!byName.has(each.skill.name)) byName.set(each.skill.name, each);
  const allowed = [...byName.values()].filter(({ skill }) => agent.skills?.includes(skill.name) ?? true);
  const judged = allowed.map((each) => ({ ...each, unmet: unmetRequirement(each.skill.requirements, host) }));
  const skills = judged
    .filter(({ unmet, skill }) => unmet === undefined && skill.listed)
    .map(toSkill)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    skills,
    problems: [
      ...scanned.flatMap(({ source, scan }) => scan.problems.map((problem) => describe(source, problem, agent.id))),
      ...shadowed(candidates, byName, agent),
      ...judged.flatMap(({ source, skill, unmet }) =>
        unmet === undefined
          ? []
          : [describe(source, { folder: skill.folder, text: `It is left out: ${unmet}.` }, agent.id)],
      ),
      ...unknownNames(agent, [...byName.keys()]),
      ...tooLong(agent, skills),
    ],
  };
}

function toSkill({ source, skill }: Candidate): Skill {
  const { name, description, folder } = skill;
  if (source.inWorkspace) return { name, description, location: skillPath(source, folder), readableRoot: undefined };
  const readableRoot = join(source.directory, folder);
  return { name, description, location: join(readableRoot, 'SKILL.md'), readableRoot };
}

function shadowed(
  candidates: readonly Candidate[],
  byName: ReadonlyMap<string, Candidate>,
  agent: { id: string; skills: readonly string[] | undefined },
): string[] {
  return candidates.flatMap((each) => {
    const { name, folder } = each.skill;
    const first = byName.get(name);
    if (!first || first === each || agent.skills?.includes(name) === false) return [];
    const winner = placeOf(first.source, first.skill.folder);
    return [
      describe(each.source, { folder, text: `${winner} has the same name and is used instead; rename one.` }, agent.id),
    ];
  });
}

function describe(source: SkillSource, { folder, text }: SkillProblem, agentId: string): string {
  const place = folder === undefined ? source.place : placeOf(source, folder);
  if (source.inWorkspace) return `Skill folder ${place} in the workspace of the agent ${agentId}: ${text}`;
  return `Skill folder ${place} (skills.dirs): ${text}`;
}

function placeOf({ place }: SkillSource, folder: string): string {
  const path = `${place.replace(/[/\\]+$/, '')}/${folder}`;
  // A name that could be taken for a part of the message stands in quotes.
  return /^[\w./~-]+$/.test(path) ? path : JSON.stringify(path);
}

function unknownNames(
  { id, skills = [] }: { id: string; skills?: readonly string[] | undefined },
  known: string[],
): string[] {
  const unknown = skills.filter((name) => !known.includes(name));
  if (unknown.length === 0) return [];
  const hinted = unknown.map((name) => withHint(name, known));
  const there = known.length === 0 ? 'there are none' : `there are: ${known.toSorted().slice(0, 50).join(', ')}`;
  return [`The agent ${id}: skills names skills that were not found: ${hinted.join(', ')}; ${there}.`];
}

function tooLong({ id }: { id: string }, skills: readonly Skill[]): string[] {
  const { left } = skillList(skills);
  if (left === 0) return [];
  return [
    `The agent ${id} has more skills than its prompt can list; ${left} are left out. Choose some with its setting skills.`,
  ];
}
