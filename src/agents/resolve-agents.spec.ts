import { describe, expect, it } from '@jest/globals';
import { AgentConfig, AgentSettingsConfig, AgentsConfig } from '../config/agents.config.js';
import { resolveAgentPublicMode, resolveAgents } from './resolve-agents.js';

type Settings = Partial<AgentConfig>;

function agentsConfig(list: (Settings & { id: string })[], defaults: Settings = {}): AgentsConfig {
  return Object.assign(new AgentsConfig(), {
    list: list.map((agent) => Object.assign(new AgentConfig(), agent)),
    defaults: Object.assign(new AgentSettingsConfig(), defaults),
  });
}

function resolve(
  list: (Settings & { id: string })[],
  defaults: Settings = {},
  userKey: 'session' | 'ignore' = 'session',
) {
  return resolveAgents(agentsConfig(list, defaults), { userKey });
}

function only(own: Settings, defaults: Settings = {}) {
  const agent = resolve([{ id: 'one', ...own }], defaults).get('one');
  if (!agent) throw new Error('no such agent');
  return agent;
}

describe(resolveAgents.name, () => {
  it('E4: an empty list means the agent main with the defaults', () => {
    const agents = resolve([], { publicMode: true, maxTurns: 3, systemPrompt: 'Be kind.' });
    expect([...agents.keys()]).toEqual(['main']);
    expect(agents.get('main')).toMatchObject({
      isDefault: true,
      publicMode: true,
      systemPrompt: 'Be kind.',
      limits: { maxTurns: 3 },
    });
  });

  it.each([
    ['the one marked default', [{ id: 'main' }, { id: 'b', default: true }], 'b'],
    ['else main, wherever it stands', [{ id: 'a' }, { id: 'main' }], 'main'],
    ['else the first', [{ id: 'a' }, { id: 'b' }], 'a'],
    ['main when the mark says false', [{ id: 'a', default: false }, { id: 'main' }], 'main'],
  ])('E4: the default agent is %s', (_case, list, expected) => {
    const marked = [...resolve(list).values()].filter((agent) => agent.isDefault);
    expect(marked.map(({ id }) => id)).toEqual([expected]);
  });

  it('E4: its own setting wins, else agents.defaults, else the default of the gateway', () => {
    const defaults = {
      model: { primary: 'p/default', fallbacks: ['p/second'] },
      embeddingModel: 'p/embedding',
      workspace: '/w/{agentId}',
      maxTurns: 5,
      timeoutSeconds: 30,
      params: { temperature: 0.5, topP: 0.9 },
    };
    const sut = only(
      { model: { primary: 'p/own', fallbacks: [] }, timeoutSeconds: 7, params: { topP: 0.1 } },
      defaults,
    );
    expect(sut).toMatchObject({
      name: 'one',
      model: { primary: 'p/own', fallbacks: [] },
      embeddingModel: 'p/embedding',
      workspace: '/w/{agentId}',
      params: { temperature: 0.5, topP: 0.1 },
      limits: { maxTurns: 5, timeoutMilliseconds: 7_000 },
    });
    expect(only({}).limits).toMatchObject({ maxTurns: 25, timeoutMilliseconds: 600_000 });
    expect(only({ embeddingModel: 'p/other' }, defaults).embeddingModel).toBe('p/other');
    expect(only({}).embeddingModel).toBeUndefined();
    expect(only({}).model).toEqual({ primary: undefined, fallbacks: [] });
  });

  it('L3: tokens and concurrent runs are bounded also where nothing is configured', () => {
    const { maxRunTokens, maxConcurrent } = only({}).limits;
    expect(Number.isFinite(maxRunTokens) && Number.isFinite(maxConcurrent)).toBe(true);
  });

  it.each([
    [undefined, undefined, 'ignore', 'ignore'],
    [undefined, 'session', 'ignore', 'session'],
    ['ignore', 'session', 'session', 'ignore'],
  ] as const)('H2: userKey %s over defaults %s over session %s is %s', (own, inherited, section, expected) => {
    const list = [{ id: 'one', ...(own ? { session: { userKey: own } } : {}) }];
    const agents = resolve(list, inherited ? { session: { userKey: inherited } } : {}, section);
    expect(agents.get('one')?.userKey).toBe(expected);
  });

  it('G7: promptFiles are inherited, but not by a public agent', () => {
    const defaults = { promptFiles: ['AGENTS.md', 'MEMORY.md'] };
    expect(only({}, defaults).promptFiles).toEqual(defaults.promptFiles);
    expect(only({ publicMode: true }, defaults).promptFiles).toBeUndefined();
    expect(only({}, { ...defaults, publicMode: true }).promptFiles).toBeUndefined();
    expect(only({ publicMode: true, promptFiles: ['MENU.md'] }, defaults).promptFiles).toEqual(['MENU.md']);
  });

  it('keeps its own rules for tools apart from those of the defaults', () => {
    const sut = only({ tools: { allow: ['a'] } }, { tools: { deny: ['b'] } });
    expect([sut.tools, sut.inheritedTools]).toEqual([{ allow: ['a'] }, { deny: ['b'] }]);
    expect([only({}).tools, only({}).inheritedTools]).toEqual([{}, {}]);
  });

  it('gives agents that nothing can change, down to their limits and tools', () => {
    const sut = only({ tools: { allow: ['a'] } });
    for (const part of [sut, sut.limits, sut.tools, sut.tools.allow, sut.params, sut.model, sut.model.fallbacks]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('E2: names of the object prototype are no agents', () => {
    const agents = resolve([{ id: 'main' }]);
    expect(['constructor', '__proto__', 'toString'].filter((id) => agents.has(id))).toEqual([]);
  });
});

describe(resolveAgentPublicMode.name, () => {
  it.each([
    [undefined, undefined, false],
    [undefined, false, false],
    [undefined, true, true],
    [false, undefined, false],
    [false, true, false],
    [true, undefined, true],
    [true, false, true],
    [true, true, true],
  ])('G1: own %s over default %s is %s', (own, inherited, expected) => {
    const config = agentsConfig(
      [{ id: 'one', ...(own === undefined ? {} : { publicMode: own }) }],
      inherited === undefined ? {} : { publicMode: inherited },
    );
    const [agent] = config.list;
    expect(resolveAgentPublicMode(agent, config)).toBe(expected);
    expect(resolveAgents(config, { userKey: 'session' }).get('one')?.publicMode).toBe(expected);
  });
});
