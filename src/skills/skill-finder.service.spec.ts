import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { plainStorage, skillHost, writeSkill } from '../../test/support/skill-fixtures.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { Environment } from '../config/environment.js';
import { LiveValue } from '../config/live-value.js';
import { SkillsConfig } from '../config/skills.config.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { SkillFinder } from './skill-finder.service.js';
import { SkillScanner } from './skill-scanner.service.js';

const home = temporaryDirectory();
writeSkill(join(home, 'state/workspaces/main/skills'), 'own', 'name: own\ndescription: d');
writeSkill(join(home, 'shared'), 'common', 'name: common\ndescription: d');
writeSkill(join(home, 'shared'), 'own', 'name: own\ndescription: of all');

function finder(dirs: string[], storage = plainStorage()): SkillFinder {
  return new SkillFinder(
    new SkillScanner(storage, new FakeClock()),
    new WorkspaceLocator(home, join(home, 'state')),
    new Environment({ HOME: home }),
    new LiveValue(Object.assign(new SkillsConfig(), { dirs })),
    skillHost(),
  );
}

describe(SkillFinder.name, () => {
  it("looks into the agent's workspace first, then into skills.dirs", async () => {
    const { skills, problems } = await finder(['~/shared', join(home, 'shared')]).find(resolvedAgent());
    expect(skills).toEqual([
      expect.objectContaining({ name: 'common', readableRoot: join(home, 'shared/common') }),
      { name: 'own', description: 'd', location: 'skills/own/SKILL.md', readableRoot: undefined },
    ]);
    expect(problems[0]).toBe(
      'Skill folder ~/shared/own (skills.dirs): skills/own has the same name and is used instead; rename one.',
    );
  });

  it('an agent without a directory of skills has those of skills.dirs, and that is no problem', async () => {
    const { skills, problems } = await finder(['~/shared']).find(resolvedAgent({ id: 'other' }));
    expect(skills.map(({ name }) => name)).toEqual(['common', 'own']);
    expect(problems).toEqual([]);
  });

  it('tells of directories that are missing', async () => {
    expect((await finder(['~/missing']).find(resolvedAgent())).problems).toEqual([
      'skills.dirs: ~/missing does not exist. Make it, or take it out of the list.',
    ]);
  });

  it('G2: looks at nothing for a public agent', async () => {
    const storage = plainStorage();
    const agent = resolvedAgent({ publicMode: true, skills: ['own', 'nothing'] });
    expect(await finder(['~/shared', '~/missing'], storage).find(agent)).toEqual({ skills: [], problems: [] });
    expect([storage.lists, storage.reads]).toEqual([[], []]);
  });

  it('never rejects', async () => {
    const storage = plainStorage();
    storage.list = () => Promise.reject(new Error('EIO'));
    expect(await finder([], storage).find(resolvedAgent())).toEqual({
      skills: [],
      problems: ['The skills of the agent main cannot be read: Error: EIO'],
    });
  });
});
