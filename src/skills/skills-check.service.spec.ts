import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually } from '../../test/support/eventually.js';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { AgentsConfig } from '../config/agents.config.js';
import { LiveValue } from '../config/live-value.js';
import { SkillsConfig } from '../config/skills.config.js';
import type { SkillFinder } from './skill-finder.service.js';
import { SkillsCheck } from './skills-check.service.js';
import { SkillsService } from './skills.service.js';

describe(SkillsCheck.name, () => {
  let found: Record<string, string[]>;
  let warn: jest.SpiedFunction<Logger['warn']>;
  const section = new LiveValue(new SkillsConfig());

  const finder = {
    find: ({ id }: ResolvedAgent) => Promise.resolve({ skills: [], problems: found[id] ?? [] }),
  } as unknown as SkillFinder;

  function check(agents = new AgentsConfig()): SkillsCheck {
    const list = () => [resolvedAgent(), resolvedAgent({ id: 'second' })];
    return new SkillsCheck(finder, { list } as never, new LiveValue(agents), section);
  }

  beforeEach(() => {
    found = { main: ['one', 'shared'], second: ['shared', 'two'] };
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const told = () => warn.mock.calls.map(([message]) => message as string);

  it('names the problems of all agents, each once', async () => {
    expect(await check().warnings()).toEqual(['one', 'shared', 'two']);
  });

  it('A7: after a reload tells only what is new, and nothing once it was stopped', async () => {
    const sut = check();
    await sut.onModuleInit();
    found = { main: ['one', 'new'] };
    section.notify();
    await eventually(() => told().length > 0);
    expect(told()).toEqual(['new']);
    sut.onModuleDestroy();
    found = { main: ['newer'] };
    section.notify();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told()).toEqual(['new']);
  });

  it('a run tells what has come up since, once', async () => {
    const sut = check();
    await sut.onModuleInit();
    const service = new SkillsService(finder, sut);
    found = { main: ['one', 'broken now'] };
    await service.forAgent(resolvedAgent());
    await service.forAgent(resolvedAgent());
    expect(told()).toEqual(['broken now']);
  });

  it('is brief about hundreds of problems', async () => {
    found = { main: Array.from({ length: 120 }, (_, index) => `problem ${index}`) };
    const warnings = await check().warnings();
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toBe('… and 70 more problems with skills.');
  });

  it('G2: tells when a public agent is given skills, but not when it merely inherits a list', async () => {
    found = {};
    const agents = Object.assign(new AgentsConfig(), {
      defaults: { skills: ['a'] },
      list: [
        { id: 'main', skills: ['a'] },
        { id: 'front-desk', publicMode: true },
        { id: 'shop', publicMode: true, skills: ['a'] },
      ],
    });
    expect(await check(agents).warnings()).toEqual([
      'The agent shop is public and has no skills; its setting skills has no effect.',
    ]);
  });
});
