import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseSkill } from '../../src/skills/parse-skill.js';
import { chat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { canariesIn } from '../support/canaries.js';
import { eventually } from '../support/eventually.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { fencedBlocks } from '../support/markdown-blocks.js';
import { writeSkill } from '../support/skill-fixtures.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const owner = { headers: { 'x-openclaw-sender-is-owner': 'true' } };
const guest = { headers: { 'x-openclaw-sender-is-owner': 'false' } };
const root = temporaryDirectory();
let homes = 0;

describe('Skills', () => {
  let home: string;
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;

  beforeEach(async () => {
    home = join(root, String(homes++));
    mkdirSync(home, { recursive: true });
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstream.close();
  });

  const workspace = (agent = 'main') => join(home, 'workspaces', agent);
  const ownSkills = (agent = 'main') => join(workspace(agent), 'skills');
  const sharedSkills = () => join(home, 'shared');

  function configuration(agents: Record<string, unknown>[] = [{ id: 'main' }], dirs = ['~/shared']) {
    const defaults = { model: 'fake/model', workspace: join(home, 'workspaces', '{agentId}') };
    return upstreamConfig(upstream.baseUrl, { agents: { defaults, list: agents }, skills: { dirs } });
  }

  async function start(...given: Parameters<typeof configuration>): Promise<string> {
    gateway = await createTestApp({ config: configuration(...given), env: { HOME: home, PATH: '/usr/bin:/bin' } });
    return gateway.url;
  }

  const listed = () => [...upstream.lastRequest.systemText.matchAll(/<skill name="([^"]*)"/g)].map(([, name]) => name);
  const lastResult = () => upstream.lastRequest.body.messages.at(-1)?.content;

  it('lists the skills of the workspace and of skills.dirs, and the model reads them where the list says', async () => {
    writeSkill(ownSkills(), 'release', 'name: release\ndescription: Use when a release is made.', 'Tag it first.');
    writeSkill(sharedSkills(), 'tea', 'name: tea\ndescription: How to make tea.', 'Boil water, see water.md.');
    writeFileSync(join(sharedSkills(), 'tea', 'water.md'), 'Fresh water.');
    const url = await start();
    for (const caller of [owner, guest]) {
      upstream.reset();
      const shared = join(sharedSkills(), 'tea');
      upstream.script(
        toolCall('read', { path: 'skills/release/SKILL.md' }),
        toolCall('read', { path: join(shared, 'SKILL.md') }),
        toolCall('read', { path: join(shared, 'water.md') }),
        text('done'),
      );
      await chat(url, {}, caller);
      const [first, second, third, fourth] = upstream.requests;
      expect(first.systemText).toContain(
        '<available_skills>\n' +
          '<skill name="release" location="skills/release/SKILL.md">Use when a release is made.</skill>\n' +
          `<skill name="tea" location="${shared}/SKILL.md">How to make tea.</skill>\n` +
          '</available_skills>',
      );
      expect(first.systemText).not.toMatch(/Tag it|Boil water/);
      expect(second.body.messages.at(-1)?.content).toContain('Tag it first.');
      expect(third.body.messages.at(-1)?.content).toContain('Boil water');
      expect(fourth.body.messages.at(-1)?.content).toContain('Fresh water.');
    }
  });

  it('a directory of skills can be read and not be written, and only the folders of the skills of the run', async () => {
    writeSkill(sharedSkills(), 'tea', 'name: tea\ndescription: How to make tea.');
    writeSkill(sharedSkills(), 'secret', 'name: secret\ndescription: Not for main.', 'canary of a skill');
    const url = await start([{ id: 'main', skills: ['tea'] }]);
    const file = (name: string) => join(sharedSkills(), name, 'SKILL.md');
    upstream.script(
      toolCalls([
        { id: 'a', name: 'read', arguments: { path: file('secret') } },
        { id: 'b', name: 'read', arguments: { path: join(sharedSkills(), 'tea/../secret/SKILL.md') } },
        { id: 'c', name: 'write', arguments: { path: file('tea'), content: 'overwritten' } },
        { id: 'd', name: 'read', arguments: { path: file('tea') } },
      ]),
    );
    await chat(url, {}, owner);
    expect(listed()).toEqual(['tea']);
    expect(upstream.lastRequest.raw).not.toContain('canary of a skill');
    expect(lastResult()).toContain('Do it.');
  });

  it('without the tool `read` there is no list, also where the client brings a tool of that name', async () => {
    writeSkill(ownSkills(), 'release', 'name: release\ndescription: d');
    const url = await start([{ id: 'main' }, { id: 'deaf', tools: { deny: ['read'] } }]);
    await chat(url);
    expect(listed()).toEqual(['release']);
    await chat(url, { tools: [{ type: 'function', function: { name: 'read', parameters: { type: 'object' } } }] });
    expect(upstream.lastRequest.systemText).not.toMatch(/skill/i);
    writeSkill(ownSkills('deaf'), 'release', 'name: release\ndescription: d');
    await chat(url, { model: 'openclaw:deaf' });
    expect(upstream.lastRequest.systemText).not.toMatch(/skill/i);
  });

  it('an agent has just the skills that its allowlist names; an empty one is none', async () => {
    for (const name of ['a', 'b', 'c']) writeSkill(sharedSkills(), name, `name: ${name}\ndescription: d`);
    const url = await start([{ id: 'main' }, { id: 'some', skills: ['c', 'a'] }, { id: 'none', skills: [] }]);
    for (const [agent, names] of [
      ['main', ['a', 'b', 'c']],
      ['some', ['a', 'c']],
      ['none', []],
    ] as const) {
      await chat(url, { model: `openclaw:${agent}` });
      expect(listed()).toEqual(names);
    }
  });

  it('a skill is left out while its requirements are not met', async () => {
    writeSkill(sharedSkills(), 'a', 'name: a\ndescription: d\nrequires: { bins: [sh], env: [HOME] }');
    writeSkill(sharedSkills(), 'b', 'name: b\ndescription: d\nrequires: { bins: [no-such-program-here] }');
    writeSkill(sharedSkills(), 'c', 'name: c\ndescription: d\nmetadata: {openclaw: {requires: {env: [NOT_SET]}}}');
    await chat(await start());
    expect(listed()).toEqual(['a']);
  });

  it('a new, changed or broken skill is seen at the next run, and what is broken is told once', async () => {
    const url = await start();
    await chat(url);
    expect(listed()).toEqual([]);
    writeSkill(ownSkills(), 'release', 'name: release\ndescription: Old.');
    await chat(url);
    expect(upstream.lastRequest.systemText).toContain('>Old.<');
    writeSkill(ownSkills(), 'release', 'name: release\ndescription: New.');
    await chat(url);
    expect(upstream.lastRequest.systemText).toContain('>New.<');
    writeSkill(ownSkills(), 'release', 'name: release\ndescription: Use when: ever');
    await chat(url);
    await chat(url);
    expect(listed()).toEqual([]);
    const told = gateway?.logLines.filter((line) => line.includes('Skill folder skills/release'));
    expect(told).toEqual([
      expect.stringMatching(/the agent main: Its SKILL\.md has front matter that is not valid YAML/),
    ]);
  });

  it('A7: a reload that changes skills.dirs holds for the next run, and tells what is wrong', async () => {
    writeSkill(sharedSkills(), 'tea', 'name: tea\ndescription: d');
    const configPath = join(home, 'gateway.json5');
    const write = (dirs: string[]) =>
      writeFileSync(configPath, JSON.stringify({ ...baseConfig, ...configuration(undefined, dirs) }));
    write([]);
    gateway = await createTestApp({ configPath, env: { HOME: home } });
    await chat(gateway.url);
    expect(listed()).toEqual([]);
    write(['~/shared', '~/missing']);
    await eventually(() => gateway?.logLines.some((line) => line.includes('~/missing does not exist')) ?? false);
    await chat(gateway.url);
    expect(listed()).toEqual(['tea']);
  });

  it.each([owner, guest])(
    'G2: nothing of skills reaches the model of a public agent, whatever it is allowed and asks for (%j)',
    async (caller) => {
      const canaries = [
        ['skill name', 'canary-skill'],
        ['description', 'canary description'],
        ['body', 'canary body'],
        ['directory', sharedSkills()],
      ] as const;
      for (const directory of [ownSkills('front-desk'), ownSkills('main'), sharedSkills()]) {
        writeSkill(directory, 'canary-skill', 'name: canary-skill\ndescription: canary description', 'canary body');
      }
      const tools = { allow: ['*'] };
      const url = await start([
        { id: 'main' },
        { id: 'front-desk', publicMode: true, skills: ['canary-skill'], tools },
      ]);
      upstream.script(
        toolCalls([
          { id: 'a', name: 'read', arguments: { path: 'skills/nothing/../canary-skill/SKILL.md' } },
          { id: 'b', name: 'ls', arguments: {} },
          { id: 'c', name: 'ls', arguments: { path: 'skills' } },
          { id: 'd', name: 'find', arguments: { pattern: '**' } },
          { id: 'e', name: 'grep', arguments: { pattern: 'canary' } },
        ]),
      );
      await chat(url, { model: 'openclaw:front-desk' }, caller);
      expect(upstream.requests).toHaveLength(2);
      const { messages } = upstream.lastRequest.body;
      const told = messages.filter(({ role }) => role === 'system' || role === 'tool');
      expect(told).toHaveLength(6);
      // An error repeats the path that the model made up, be there something or not.
      const echo = String(told.at(1)?.content);
      expect(echo.replace('skills/nothing/../canary-skill', '')).toMatch(/no such|not/i);
      const heard = JSON.stringify(told).replaceAll('skills/nothing/../canary-skill/SKILL.md', '');
      expect(canariesIn(heard, canaries)).toEqual([]);
      expect(upstream.lastRequest.systemText).not.toMatch(/skill/i);
      await chat(url, { model: 'openclaw:main' }, caller);
      expect(canariesIn(JSON.stringify(upstream.lastRequest.body.messages), canaries)).not.toEqual([]);
    },
  );

  it('the examples of the documentation are skills as they stand', async () => {
    const texts = fencedBlocks('docs/skills.md').map((block) => block.text);
    const heads = texts.flatMap((example) => /^---\n[\s\S]*?\n---$/m.exec(example)?.[0] ?? []);
    const parsed = await Promise.all(heads.map((head) => parseSkill(head, '')));
    expect(parsed.map(({ head }) => head?.name)).toEqual(['release-notes', 'pull-requests']);
  });

  it('A6: the start tells of each problem, and the gateway runs', async () => {
    const config = { ...baseConfig, ...configuration([{ id: 'main', skills: ['relaese', 'release'] }], ['~/missing']) };
    writeSkill(ownSkills(), 'release', 'name: release\ndescription: d');
    mkdirSync(join(ownSkills(), 'empty'));
    const started = await GatewayProcess.start({ config });
    await started.stop();
    const warnings = started.stderr.split('\n').filter((line) => line.includes('"warn"'));
    expect(warnings).toEqual([
      expect.stringContaining('skills.dirs: ~/missing does not exist. Make it, or take it out of the list.'),
      expect.stringContaining('Skill folder skills/empty in the workspace of the agent main: There is no SKILL.md'),
      expect.stringMatching(/The agent main: skills names .* relaese \(did you mean/),
    ]);
  });
});
