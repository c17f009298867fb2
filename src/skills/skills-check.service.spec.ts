import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { AgentsConfig } from '../config/agents.config.js';
import { LiveValue } from '../config/live-value.js';
import type { SkillFinder } from './skill-finder.service.js';
import { SkillsCheck } from './skills-check.service.js';
import { SkillsService } from './skills.service.js';

describe(SkillsCheck.name, () => {
  let found: Record<string, string[]>;
  let warn: jest.SpiedFunction<Logger['warn']>;
  const config = new LiveValue(undefined);

  const finder = {
    find: ({ id }: ResolvedAgent) => Promise.resolve({ skills: [], problems: found[id] ?? [] }),
  } as unknown as SkillFinder;

  function check(agents = new AgentsConfig()): SkillsCheck {
    const list = () => [resolvedAgent(), resolvedAgent({ id: 'second' })];
    return new SkillsCheck(config as never, finder, { list } as never, new LiveValue(agents));
  }

  beforeEach(() => {
    found = { main: ['one', 'shared'], second: ['shared', 'two'] };
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const told = () => warn.mock.calls.map(([message]) => message as string);

  async function warnings(agents?: AgentsConfig): Promise<string[]> {
    const sut = check(agents);
    await sut.onModuleInit();
    sut.onModuleDestroy();
    return sut.warnings();
  }

  it('names the problems of all agents, each once', async () => {
    expect(await warnings()).toEqual(['one', 'shared', 'two']);
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
    expect(await warnings(agents)).toEqual([
      'The agent shop is public and has no skills; its setting skills has no effect.',
    ]);
  });
});
