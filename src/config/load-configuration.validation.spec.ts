import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { problemsOf } from '../../test/support/config-problems.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { ConfigInvalidError } from './config-problem.js';
import { loadConfiguration as sut } from './load-configuration.js';

const stateDir = join(temporaryDirectory(), 'state');
const load = (text: string, env: Record<string, string> = {}) => sut({ text, env, stateDir });
const problems = (text: string, env: Record<string, string> = {}) => problemsOf(() => load(text, env));

describe('loadConfiguration: validation', () => {
  it('A6: reports every problem at once with path, what was found and what is allowed', () => {
    const text =
      '{ gateway: { port: 70000, bnd: "lan", bind: "lann" }, models: { providers: { x: { baseUrl: "http://h", models: [{}] } } }, session: 5 }';
    expect(problems(text)).toEqual([
      expect.objectContaining({ path: 'gateway.bnd', found: 'an unknown key', didYouMean: 'bind' }),
      { path: 'gateway.port', found: '70000', allowed: 'a whole number from 0 to 65535' },
      { path: 'gateway.bind', found: '"lann"', allowed: '"loopback", "lan", "custom"', didYouMean: 'lan' },
      expect.objectContaining({ path: 'models.providers.x.models[0].id', found: 'nothing' }),
      { path: 'session', found: 'a number', allowed: 'an object' },
    ]);
  });

  it('A6: sections of other OpenClaw parts are ignored with one warning, and nothing in them is judged', () => {
    const { warnings } = load('{ channels: { telegram: { botToken: "${NOT_SET}" } }, cron: [], plugins: 1 }');
    expect(warnings).toEqual(['Sections that this gateway does not read were ignored: channels, cron, plugins.']);
  });

  it.each(['relative', './relative', '~someone/x', '', ' /x'])('A6: %j is no path, wherever one is set', (path) => {
    const mcp = { servers: { a: { command: 'x', cwd: path } } };
    const allowed = 'an absolute path: one that starts with "/" or "~/"';
    expect(problems(JSON.stringify({ mcp, skills: { dirs: ['~/skills', path] } }))).toEqual([
      { path: 'skills.dirs[1]', found: expect.any(String), allowed },
      { path: 'mcp.servers.a.cwd', found: expect.any(String), allowed },
    ]);
  });

  it('A6: any other top-level key is a problem with a hint', () => {
    expect(problems('{ agnets: {} }')).toEqual([expect.objectContaining({ path: 'agnets', didYouMean: 'agents' })]);
  });

  it.each(['null', '"yes"', '1', '[]', '{}'])(
    'G1: publicMode %s is a problem, for an agent and as default',
    (value) => {
      const found = problems(
        `{ agents: { defaults: { publicMode: ${value} }, list: [{ id: "a", publicMode: ${value} }] } }`,
      );
      expect(found.map(({ path }) => path)).toEqual(['agents.defaults.publicMode', 'agents.list[0].publicMode']);
    },
  );

  it('G1: an explicit false of an agent is kept apart from an absent one', () => {
    const { list } = load('{ agents: { list: [{ id: "a", publicMode: false }, { id: "b" }] } }').config.agents;
    expect(list.map(({ publicMode }) => publicMode)).toEqual([false, undefined]);
  });

  it('E2: agent ids are kept in lower case; ids of another form are problems', () => {
    expect(load('{ agents: { list: [{ id: "Front-Desk" }] } }').config.agents.list[0]?.id).toBe('front-desk');
    const long = 'a'.repeat(65);
    const text = `{ agents: { list: [{ id: "" }, { id: "-a" }, { id: "a b" }, { id: "${long}" }, { id: "ä" }, {}] } }`;
    expect(problems(text).map(({ path }) => path)).toEqual(
      [0, 1, 2, 3, 4, 5].map((n) => `agents.list[${String(n)}].id`),
    );
  });

  it('E4: reports an id that is there twice and a second default, with their paths', () => {
    const text = '{ agents: { list: [{ id: "a", default: true }, { id: "A", default: true }], entries: { a: {} } } }';
    expect(problems(text).map(({ path }) => path)).toEqual([
      'agents.list[1].id',
      'agents.entries.a.id',
      'agents.list[1].default',
    ]);
  });

  it('E4: agents.entries become members of the list', () => {
    const { agents } = load(
      '{ agents: { list: [{ id: "a" }], entries: { B: { name: "Bee", model: "x/y" } } } }',
    ).config;
    expect(agents.list).toMatchObject([
      { id: 'a' },
      { id: 'b', name: 'Bee', model: { primary: 'x/y', fallbacks: [] } },
    ]);
    expect(agents).not.toHaveProperty('entries');
  });

  it('E3: an alias has to lead to an agent; with no agents listed there is main', () => {
    expect(
      load('{ gateway: { http: { modelAliases: { "gpt-4o": "Main" } } } }').config.gateway.http.modelAliases,
    ).toEqual({
      'gpt-4o': 'main',
    });
    const text = '{ gateway: { http: { modelAliases: { "gpt-4o": "mian" } } }, agents: { list: [{ id: "main" }] } }';
    expect(problems(text)).toEqual([
      expect.objectContaining({ path: 'gateway.http.modelAliases.gpt-4o', didYouMean: 'main' }),
    ]);
  });

  it('reports agents that may be started as subagents and do not exist', () => {
    const text = `{ agents: {
      defaults: { subagents: { allowAgents: ["reviewer", "Main", "-"] } },
      list: [{ id: "main", subagents: { allowAgents: ["reviwer"] } }],
      entries: { reviewer: { subagents: { allowAgents: ["main", "ghost"] } } },
    } }`;
    expect(problems(text)).toEqual([
      expect.objectContaining({ path: 'agents.defaults.subagents.allowAgents[2]', found: '"-"' }),
      {
        path: 'agents.list[0].subagents.allowAgents[0]',
        found: '"reviwer", which is no agent',
        allowed: 'the id of an agent: main, reviewer',
        didYouMean: 'reviewer',
      },
      expect.objectContaining({ path: 'agents.entries.reviewer.subagents.allowAgents[1]' }),
    ]);
    expect(() => load('{ agents: { defaults: { subagents: { allowAgents: ["main"] } } } }')).not.toThrow();
  });

  it('A6: a model is <provider>/<model>, also as fallback and in its short form', () => {
    const text =
      '{ agents: { defaults: { model: "gpt" }, list: [{ id: "a", model: { primary: "/x", fallbacks: ["a/b/c", "no"] } }] } }';
    expect(problems(text).map(({ path }) => path)).toEqual([
      'agents.defaults.model',
      'agents.list[0].model.primary',
      'agents.list[0].model.fallbacks[1]',
    ]);
  });

  it('A6: the provider name "builtin" is reserved, the model builtin/guide is not', () => {
    expect(problems('{ models: { providers: { builtin: {} } } }')[0]?.allowed).toContain('reserved');
    expect(load('{ agents: { defaults: { model: "builtin/guide" } } }').config.agents.defaults.model?.primary).toBe(
      'builtin/guide',
    );
  });

  it('C5: a problem never repeats a secret, nor what came out of the environment, nor a URL', () => {
    const text = `{ gateway: { bind: "\${SECRET}", auth: { mode: "top-secret-0", token: ["top-secret-1"], password: 1 },
      http: { modelAliases: { x: "\${SECRET}" } } },
      models: { providers: { x: { apiKey: { v: "top-secret-2" }, headers: { a: "top-secret-3\\n" }, baseUrl: "ftp://u:top-secret-4@h" } } },
      agents: "top-secret-5" }`;
    const text2 = text.replace('"top-secret-0"', '"token"');
    const shown = JSON.stringify(problems(text2, { SECRET: 'top-secret-6' }));
    expect(shown).not.toContain('top-secret');
    expect(shown).toContain('a string of 12 characters');
    expect(problems(text2, { SECRET: 'top-secret-6' })).toHaveLength(8);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('A6: the key %s is refused anywhere', (key) => {
    const text = `{ models: { providers: { x: { headers: { "${key}": { polluted: "yes" } } } } } }`;
    expect(problems(text)[0]?.found).toBe('a key that JavaScript reserves');
    expect({}).not.toHaveProperty('polluted');
  });

  it('A6: free keys cannot reach a prototype', () => {
    const { providers } = load('{}').config.models;
    expect(Object.getPrototypeOf(load('{ models: { providers: { openai: {} } } }').config.models.providers)).toBeNull();
    expect(Object.keys(providers)).toEqual([]);
  });

  it('A6: absurd nesting and size are problems', () => {
    const deep = `{ gateway: ${'['.repeat(50_000)}${']'.repeat(50_000)} }`;
    expect(problems(deep)[0]?.found).toContain('levels of nesting');
    expect(problems(`{ a: "${'x'.repeat(5_000_001)}" }`)[0]?.found).toContain('characters');
  });

  it('A6: whatever JSON it is given, it loads or throws ConfigInvalidError', () => {
    const keys = fc.constantFrom(
      'gateway',
      'agents',
      'list',
      'entries',
      'models',
      'providers',
      'auth',
      'http',
      'modelAliases',
      'x',
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('token', 'none', '${X}'),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'large' },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(keys, fc.string()), tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          tree.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          try {
            expect(load(text).config.gateway.port).toBeGreaterThanOrEqual(0);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigInvalidError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('A6: knows what a key of other programs is called here', () => {
    expect(problems('{ mcpServers: {} }')).toEqual([
      expect.objectContaining({ path: 'mcpServers', didYouMean: 'mcp.servers' }),
    ]);
  });

  it('A6: whatever text it is given, it loads or throws ConfigInvalidError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(problems(`{ gateway: ${text}`).length).toBeGreaterThan(0);
      }),
    );
  });
});
