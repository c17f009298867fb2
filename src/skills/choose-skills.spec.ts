import { describe, expect, it } from '@jest/globals';
import { skillHost } from '../../test/support/skill-fixtures.js';
import { type ScannedSource, chooseSkills } from './choose-skills.js';
import type { FoundSkill, SkillProblem } from './read-skills.js';
import { sharedSource, workspaceSource } from './skill-source.js';
import { HostPath } from '../common/private-facts.js';

function found(name: string, overrides: Partial<FoundSkill> = {}): FoundSkill {
  const requirements = { os: [], bins: [], anyBins: [], env: [], ...overrides.requirements };
  return { name, description: `How to ${name}.`, folder: name, listed: true, ...overrides, requirements };
}

function inWorkspace(skills: FoundSkill[], problems: SkillProblem[] = []): ScannedSource {
  return { source: workspaceSource(new HostPath('/srv/main')), scan: { found: skills, problems } };
}

function shared(skills: FoundSkill[], problems: SkillProblem[] = []): ScannedSource {
  const source = sharedSource('~/skills/', '/home/test/skills');
  if (!source) throw new Error('the path is absolute');
  return { source, scan: { found: skills, problems } };
}

const choose = (scanned: ScannedSource[], skills?: string[]) =>
  chooseSkills(scanned, { id: 'main', skills }, skillHost());
const needing = (program: string) => ({ requirements: { os: [], bins: [program], anyBins: [], env: [] } });

describe(chooseSkills.name, () => {
  it('gives each skill the place where it can be read, by name', () => {
    const { skills, problems } = choose([inWorkspace([found('b')]), shared([found('a', { folder: 'a folder' })])]);
    expect(skills).toEqual([
      {
        name: 'a',
        description: 'How to a.',
        location: '/home/test/skills/a folder/SKILL.md',
        readableRoot: '/home/test/skills/a folder',
      },
      { name: 'b', description: 'How to b.', location: 'skills/b/SKILL.md', readableRoot: undefined },
    ]);
    expect(problems).toEqual([]);
  });

  it('the first of the same name wins, and that is told', () => {
    const { skills, problems } = choose([
      inWorkspace([found('a')]),
      shared([found('a'), found('a', { folder: 'a2' })]),
    ]);
    expect(skills.map(({ location }) => location)).toEqual(['skills/a/SKILL.md']);
    expect(problems).toEqual([
      'Skill folder ~/skills/a (skills.dirs): skills/a has the same name and is used instead; rename one.',
      'Skill folder ~/skills/a2 (skills.dirs): skills/a has the same name and is used instead; rename one.',
    ]);
  });

  it('an allowlist leaves just its skills, and nothing is told of the others', () => {
    const scanned = [inWorkspace([found('a'), found('b', needing('gh'))]), shared([found('b'), found('c')])];
    expect(choose(scanned, ['c']).skills.map(({ name }) => name)).toEqual(['c']);
    expect(choose(scanned, ['c']).problems).toEqual([]);
    expect(choose(scanned, [])).toEqual({ skills: [], problems: [] });
  });

  it('tells of unknown names in an allowlist, with the one that was probably meant', () => {
    expect(choose([inWorkspace([found('release'), found('deploy')])], ['relaese', 'dance']).problems).toEqual([
      'The agent main: skills names skills that were not found: relaese (did you mean "release"?), dance; there are: deploy, release.',
    ]);
    expect(choose([], ['release']).problems).toEqual([
      'The agent main: skills names skills that were not found: release; there are none.',
    ]);
  });

  it('leaves out a skill whose requirements are not met, and tells what to do', () => {
    const { skills, problems } = choose([inWorkspace([found('a', needing('git')), found('b', needing('gh'))])]);
    expect(skills.map(({ name }) => name)).toEqual(['a']);
    expect(problems).toEqual([
      'Skill folder skills/b in the workspace of the agent main: It is left out: the program gh is not on the PATH of the gateway; install it.',
    ]);
  });

  it('does not list what its author keeps from models, and knows its name', () => {
    expect(choose([inWorkspace([found('a', { listed: false })])], ['a'])).toEqual({ skills: [], problems: [] });
  });

  it('tells the problems of the folders, with names that cannot be taken for a part of the message', () => {
    const { problems } = choose([
      inWorkspace([], [{ folder: 'a\nb: c', text: 'There is no SKILL.md in it.' }]),
      shared([], [{ text: 'It cannot be read.' }]),
    ]);
    expect(problems).toEqual([
      'Skill folder "skills/a\\nb: c" in the workspace of the agent main: There is no SKILL.md in it.',
      'Skill folder ~/skills/ (skills.dirs): It cannot be read.',
    ]);
  });

  it('tells when there are more than a prompt can list', () => {
    const many = Array.from({ length: 200 }, (_, index) => found(`s${index}`, { description: 'x'.repeat(500) }));
    const { skills, problems } = choose([inWorkspace(many)]);
    expect(skills).toHaveLength(200);
    expect(problems).toEqual([
      expect.stringMatching(/^The agent main has more skills than its prompt can list; 1\d\d are/),
    ]);
  });
});
