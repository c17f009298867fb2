import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AgentConfig, AgentsConfig } from '../config/agents.config.js';
import { GatewayConfig } from '../config/gateway.config.js';
import { thrownBy } from '../../test/support/thrown-error.js';
import { fixed } from '../../test/support/fixed.js';
import { LiveValue } from '../config/live-value.js';
import { SessionConfig } from '../config/session.config.js';
import { type AgentChoice, AgentResolverService } from './agent-resolver.service.js';

interface Setup {
  agents?: Partial<AgentConfig>[];
  modelAliases?: Record<string, string>;
}

function agentsConfig(list: Partial<AgentConfig>[]): AgentsConfig {
  return Object.assign(new AgentsConfig(), { list: list.map((agent) => Object.assign(new AgentConfig(), agent)) });
}

function make({ agents = [{ id: 'main' }, { id: 'beta' }], modelAliases = {} }: Setup = {}): AgentResolverService {
  const gateway = new GatewayConfig();
  gateway.http.modelAliases = modelAliases;
  return new AgentResolverService(fixed(agentsConfig(agents)), fixed(gateway), fixed(new SessionConfig()));
}

function failure(sut: AgentResolverService, choice: AgentChoice): unknown {
  try {
    return `resolved to ${sut.resolve(choice).id}`;
  } catch (error) {
    return error;
  }
}

const notFound = {
  status: 404,
  type: 'invalid_request_error',
  code: 'model_not_found',
  param: 'model',
  retryable: false,
};

describe(AgentResolverService.name, () => {
  it.each([
    ['openclaw', 'main'],
    ['OpenClaw', 'main'],
    ['openclaw:main', 'main'],
    ['openclaw:beta', 'beta'],
    ['openclaw:BETA', 'beta'],
    ['OPENCLAW:beta', 'beta'],
    ['agent:beta', 'beta'],
    ['Agent:Beta', 'beta'],
    ['openclaw/beta', 'beta'],
    ['openclaw/default', 'main'],
    ['openclaw:default', 'main'],
    ['agent:default', 'main'],
  ])('E1: model %s is the agent %s', (model, id) => {
    expect(make().resolve({ model }).id).toBe(id);
  });

  it('E1: a missing model means the default agent', () => {
    expect(make().resolve({}).id).toBe('main');
    expect(make({ agents: [{ id: 'main' }, { id: 'b', default: true }] }).resolve({}).id).toBe('b');
    expect(make({ agents: [] }).resolve({}).id).toBe('main');
  });

  it('E1: "openclaw" is the default agent, whichever that is', () => {
    expect(make({ agents: [{ id: 'main' }, { id: 'b', default: true }] }).resolve({ model: 'openclaw' }).id).toBe('b');
  });

  it('E1: an agent that is called default is itself', () => {
    const sut = make({ agents: [{ id: 'main' }, { id: 'default' }] });
    expect(sut.resolve({ model: 'openclaw/default' }).id).toBe('default');
    expect(sut.resolve({}).id).toBe('main');
  });

  it.each(['openclaw:main', 'gpt-4o', 'openclaw:no-such-agent', 'agent:!', '', undefined])(
    'E1/E3: a present header wins over model %j',
    (model) => {
      expect(make().resolve({ model, agentHeader: ' Beta ' }).id).toBe('beta');
    },
  );

  it('E1: a header of an unknown agent is 404, whatever the model says', () => {
    expect(failure(make(), { model: 'openclaw:main', agentHeader: 'nobody' })).toMatchObject(notFound);
    expect(failure(make(), { agentHeader: 'default' })).toMatchObject(notFound);
  });

  it.each(['', ' ', '../main', 'openclaw:main', 'ma in'])(
    'E2: header %j is 400 and names the header',
    (agentHeader) => {
      const error = failure(make(), { model: 'openclaw:main', agentHeader });
      expect(error).toMatchObject({ status: 400, param: 'x-openclaw-agent-id' });
    },
  );

  it.each(['openclaw:nobody', 'agent:nobody', 'openclaw/nobody', 'openclaw:constructor', 'openclaw:hasownproperty'])(
    'E2: model %s is 404 and never main',
    (model) => {
      expect(failure(make(), { model })).toMatchObject(notFound);
    },
  );

  it.each([
    'openclaw:',
    'openclaw/',
    'agent:',
    'openclaw: ',
    'openclaw:-a',
    'openclaw:a b',
    'openclaw:main\nx',
    'agent:__proto__',
  ])('E2: model %j is 400', (model) => {
    expect(failure(make(), { model })).toMatchObject({ status: 400, param: 'model' });
  });

  it.each(['gpt-4o', 'main', 'default', '', 'openclaw ', 'xopenclaw:main', 'constructor', '__proto__', 'toString'])(
    'E3: the model name %j is 404',
    (model) => {
      expect(failure(make(), { model })).toMatchObject(notFound);
    },
  );

  it('E3: modelAliases lead to their agents, with the very name and no other', () => {
    const sut = make({ modelAliases: { 'gpt-4o': 'beta', 'gpt-4': 'gone' } });
    expect(sut.resolve({ model: 'gpt-4o' }).id).toBe('beta');
    expect(failure(sut, { model: 'GPT-4o' })).toMatchObject(notFound);
    expect(failure(sut, { model: 'gpt-4o-mini' })).toMatchObject(notFound);
    expect(failure(sut, { model: 'gpt-4' })).toMatchObject(notFound);
  });

  it('E3: only what modelAliases itself holds is an alias', () => {
    const modelAliases = Object.create({ inherited: 'main' }) as Record<string, string>;
    expect(failure(make({ modelAliases }), { model: 'inherited' })).toMatchObject(notFound);
  });

  it('E3: an alias does not take the place of a name that the gateway gives itself', () => {
    const sut = make({ modelAliases: { 'openclaw:main': 'beta', openclaw: 'beta' } });
    expect(sut.resolve({ model: 'openclaw:main' }).id).toBe('main');
    expect(sut.resolve({ model: 'openclaw' }).id).toBe('main');
  });

  it('E2: no name but the known ones resolves, and every refusal is 400 or 404', () => {
    const sut = make({ modelAliases: { 'gpt-4o': 'beta' } });
    const prefix = fc.constantFrom('', 'openclaw', 'openclaw:', 'openclaw/', 'agent:', 'AGENT:');
    const rest = fc.oneof(fc.string(), fc.constantFrom('main', 'Beta', 'default', 'gpt-4o', '__proto__', 'valueOf'));
    const known = /^(openclaw|gpt-4o|(openclaw[:/]|agent:)\s*(main|beta|default)\s*)$/i;
    fc.assert(
      fc.property(prefix, rest, (start, end) => {
        const model = start + end;
        const result = failure(sut, { model });
        if (typeof result === 'string') expect(model).toMatch(known);
        else expect([400, 404]).toContain((result as { status: number }).status);
      }),
      { numRuns: 500 },
    );
  });

  it('G6: the refusal repeats no more than the beginning of a long name', () => {
    const error = failure(make(), { model: `x${'y'.repeat(5_000)}` }) as Error;
    expect(error.message.length).toBeLessThan(400);
  });

  it('E5: lists every agent', () => {
    expect(
      make()
        .list()
        .map(({ id }) => id),
    ).toEqual(['main', 'beta']);
  });

  it('knows the default agent, and finds others by their very id', () => {
    const sut = make({ agents: [{ id: 'main' }, { id: 'b', default: true }] });
    expect(sut.defaultAgent().id).toBe('b');
    expect(make({ agents: [] }).defaultAgent().id).toBe('main');
    expect(sut.find('main')?.id).toBe('main');
    for (const id of ['nobody', 'constructor', 'openclaw']) expect(sut.find(id)).toBeUndefined();
  });

  it('E2: an id that is given as such names an agent, or the field at fault', () => {
    const sut = make();
    const refusal = (given: string) => thrownBy(() => sut.named(given, 'agentId'));
    expect(sut.named(' Beta ', 'agentId').id).toBe('beta');
    expect(refusal('nobody')).toMatchObject({
      ...notFound,
      param: 'agentId',
      message: expect.stringMatching(/^There is no agent 'nobody'/),
    });
    expect(refusal('openclaw:main')).toMatchObject({ status: 400, param: 'agentId' });
  });

  it('A7: a reload of the agents or of session.userKey holds from the next request on', () => {
    const agents = new LiveValue(agentsConfig([{ id: 'main' }]));
    const session = new LiveValue(new SessionConfig());
    const sut = new AgentResolverService(agents, fixed(new GatewayConfig()), session);
    const before = sut.resolve({});
    expect(sut.resolve({})).toBe(before);
    agents.set(agentsConfig([{ id: 'main', publicMode: true }, { id: 'new' }]));
    expect(sut.resolve({}).publicMode).toBe(true);
    expect(sut.resolve({ model: 'openclaw:new' }).id).toBe('new');
    session.set(Object.assign(new SessionConfig(), { userKey: 'ignore' }));
    expect(sut.resolve({}).userKey).toBe('ignore');
    expect(before.publicMode).toBe(false);
  });

  describe('subagent', () => {
    const helper = { id: 'helper', tools: { profile: 'full' as const } };
    const parent = (sut: AgentResolverService, agentHeader: string) => sut.resolve({ agentHeader });

    it('G8: an agent that a public one starts is public, and inherits no more than a public one', () => {
      const config = agentsConfig([{ id: 'desk', publicMode: true }, helper]);
      config.defaults.promptFiles = ['AGENTS.md'];
      const sut = new AgentResolverService(fixed(config), fixed(new GatewayConfig()), fixed(new SessionConfig()));
      const agent = sut.subagent('helper', parent(sut, 'desk'));
      expect(agent).toMatchObject({
        id: 'helper',
        publicMode: true,
        promptFiles: undefined,
        tools: { profile: 'full' },
      });
      expect(Object.isFrozen(agent)).toBe(true);
      expect(parent(sut, 'helper')).toMatchObject({ publicMode: false, promptFiles: ['AGENTS.md'] });
    });

    it('G8: a public agent stays public whoever starts it, and another one is as it is', () => {
      const sut = make({ agents: [{ id: 'main' }, { id: 'desk', publicMode: true }, helper] });
      expect(sut.subagent('desk', parent(sut, 'main'))?.publicMode).toBe(true);
      expect(sut.subagent('helper', parent(sut, 'main'))).toBe(parent(sut, 'helper'));
    });

    it('is undefined where there is none', () => {
      const sut = make();
      expect([sut.subagent('gone', parent(sut, 'main')), sut.subagent('__proto__', parent(sut, 'main'))]).toEqual([
        undefined,
        undefined,
      ]);
    });
  });

  describe('C6: for a key with some agents', () => {
    const refused = { status: 403, code: 'agent_not_allowed', retryable: false };

    it('another one is 403, an unknown one still 404, whatever names it', () => {
      const sut = make({ modelAliases: { 'gpt-4o': 'beta' } });
      const allowed = ['main'];
      for (const choice of [
        { model: 'openclaw:beta' },
        { model: 'gpt-4o' },
        { agentHeader: 'BETA', model: 'openclaw:main' },
      ]) {
        expect(failure(sut, { ...choice, allowed })).toMatchObject(refused);
      }
      expect(failure(sut, { model: 'openclaw:nobody', allowed })).toMatchObject({ status: 404 });
      expect(thrownBy(() => sut.named('beta', 'agentId', allowed))).toMatchObject(refused);
      expect((failure(sut, { model: 'openclaw:beta', allowed }) as Error).message).toContain('It may use: main.');
    });

    it('E4, E5: lists those alone, and the default agent is one of them', () => {
      const sut = make();
      expect(sut.list(['beta', 'gone']).map(({ id }) => id)).toEqual(['beta']);
      expect([sut.resolve({ allowed: ['beta'] }).id, sut.defaultAgent(['beta', 'main']).id]).toEqual(['beta', 'main']);
      expect(sut.defaultOf([])).toBeUndefined();
      expect(failure(sut, { model: 'openclaw', allowed: [] })).toMatchObject(refused);
    });
  });
});
