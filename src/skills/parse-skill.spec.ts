import { describe, expect, it } from '@jest/globals';
import { parseSkill } from './parse-skill.js';

const parse = (frontMatter: string, folder = 'release') => parseSkill(`---\n${frontMatter}\n---\nbody`, folder);

describe(parseSkill.name, () => {
  it('takes name and description', async () => {
    expect(await parse('name: release\ndescription: >\n  How to make\n  a release.\nlicense: MIT')).toEqual({
      head: {
        name: 'release',
        description: 'How to make a release.',
        requirements: { os: [], bins: [], anyBins: [], env: [] },
        listed: true,
      },
      problems: [],
    });
  });

  it.each([
    ['description: d', /^has no `name`\. Add `name: …`/],
    ['name: release', /^has no `description`/],
    ['name: release\ndescription: "  "', /^has no `description`/],
    ['name: [release]\ndescription: d', /^has no `name`/],
    [`name: ${'n'.repeat(65)}\ndescription: d`, /^has a name of more than 64 characters$/],
    ['name: release\ndescription: d\nrequires: {config: [x]}', /^requires `config`/],
    ['name: a: b', /^has front matter that is not valid YAML/],
  ])('cannot use %j', async (frontMatter, problem) => {
    expect(await parse(frontMatter)).toEqual({ problems: [expect.stringMatching(problem)] });
  });

  it.each([
    ['name: Release\ndescription: d', /^has the name "Release"; write it in lower-case/],
    ['name: re--lease\ndescription: d', /^has the name "re--lease"; write it/],
    ['name: deploy\ndescription: d', /^has the name "deploy", which is not that of its folder/],
    [`name: release\ndescription: ${'d'.repeat(1_025)}`, /^has a description of 1025 characters, of which 1024/],
  ])('uses %j, but tells', async (frontMatter, problem) => {
    const { head, problems } = await parse(frontMatter);
    expect(head?.description.length).toBeLessThanOrEqual(1_024);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('keeps a skill from the list whose author wants that', async () => {
    expect((await parse('name: release\ndescription: d\ndisable-model-invocation: true')).head?.listed).toBe(false);
  });

  it('takes a number as a name', async () => {
    expect((await parse('name: 2026\ndescription: d', '2026')).head?.name).toBe('2026');
  });
});
