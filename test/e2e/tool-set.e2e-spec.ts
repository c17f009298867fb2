import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ConfigService } from '../../src/config/config.service.js';
import type { ToolExplanation } from '../../src/explain/explanation.js';
import { type ToolSource, ToolSources } from '../../src/tools/tool.port.js';
import { chat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp } from '../support/create-test-app.js';
import { explain } from '../support/explain.js';
import { text, toolCalls } from '../support/fake-answers.js';
import type { ReceivedBody, RecordedRequest } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { fakeTool } from '../support/tool-factory.js';
import { agentToolRules, listEntry } from '../support/tool-policy-arbitraries.js';

const builtinNames = ['session_status', 'read', 'ls', 'write', 'exec', 'web_fetch', 'sessions_list', 'gateway'];
const serverNames = ['files__get', 'files__put', 'git-hub__log'];
const names = [...builtinNames, ...serverNames];
const invented = ['EXEC', 'functions.exec', 'mcp__exec', 'git_hub__log', 'group:fs', '*', 'constructor'];
const models = ['fake/model', 'fake/second', 'other/model'];

/** As a server's tools: asked for only where some could be kept, some for the owner only, one in the place of a built-in. */
const source: ToolSource = {
  tools: ({ mayKeep }) =>
    Promise.resolve([
      ...(mayKeep({ prefix: 'files__', group: 'mcp', ownerOnly: true })
        ? [
            fakeTool('files__get', { group: 'mcp', ownerOnly: true, parameters: noParameters }),
            fakeTool('files__put', { group: 'mcp', ownerOnly: true, parameters: noParameters }),
          ]
        : []),
      ...(mayKeep({ prefix: 'git-hub__', group: 'mcp', ownerOnly: false })
        ? [fakeTool('git-hub__log', { group: 'mcp', parameters: noParameters })]
        : []),
      fakeTool('Session-Status', { group: 'mcp', parameters: noParameters }),
    ]),
};
const noParameters = { type: 'object', additionalProperties: false };

const rules = agentToolRules(names, models);
const agent = fc.record(
  {
    publicMode: fc.boolean(),
    tools: rules,
    model: fc.record({ primary: fc.constantFrom(...models), fallbacks: fc.subarray(models, { maxLength: 1 }) }),
  },
  { requiredKeys: ['model'] },
);
const configuration = fc.record({
  agents: fc.tuple(agent, agent, agent),
  defaults: fc.record({ tools: rules, publicMode: fc.boolean() }, { requiredKeys: [] }),
  everywhere: fc.tuple(rules, fc.array(listEntry(names), { maxLength: 2 })),
});
const caller = fc.record({
  agent: fc.constantFrom('agent0', 'agent1', 'agent2'),
  owner: fc.constantFrom('true', 'false', undefined),
  clientTools: fc.subarray([...names, 'own_tool', 'Read'], { maxLength: 2 }),
});

type Drawn<Source> = Source extends fc.Arbitrary<infer Value> ? Value : never;
type Configuration = Drawn<typeof configuration>;
type Caller = Drawn<typeof caller>;

/** The places at which a run shows which own tools it has, the names in one order. */
interface ToolSets {
  upstream: string[];
  previewed: string[];
  prompt: string[];
  explained: string[];
  accepted: string[];
}

describe('The tools of a run', () => {
  const configPath = join(temporaryDirectory(), 'gateway.json5');
  const seen = { kept: new Set<string>(), stripped: new Set<string>(), reasons: new Set<string>(), mixedSets: 0 };
  let upstream: FakeUpstream;
  let gateway: TestApp;
  let runs = 0;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    apply({ agents: { defaults: { model: 'fake/model' } } });
    gateway = await createTestApp({
      configPath,
      override: (builder) => builder.overrideProvider(ToolSources).useValue([source]),
    });
  });
  afterAll(() => Promise.all([gateway.close(), upstream.close()]));

  function apply(sections: Record<string, unknown>): void {
    const provider = { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', models: [] };
    const everything = { ...baseConfig, models: { providers: { fake: provider, other: provider } }, ...sections };
    writeFileSync(configPath, JSON.stringify(everything));
  }

  function reload({ agents, defaults, everywhere }: Configuration): void {
    const list = agents.map((each, index) => ({ id: `agent${index}`, ...each }));
    const [everywhereRules, ownerOnly] = everywhere;
    apply({ agents: { defaults, list }, tools: { ...everywhereRules, ownerOnly } });
    expect(gateway.app.get(ConfigService).reload().outcome).not.toBe('refused');
  }

  async function toolSets(who: Caller): Promise<ToolSets> {
    const question = `run ${++runs}`;
    const body = {
      model: `openclaw:${who.agent}`,
      messages: [{ role: 'user', content: question }],
      tools: who.clientTools.map((name) => ({ type: 'function', function: { name, parameters: { type: 'object' } } })),
    };
    const headers: Record<string, string> = who.owner === undefined ? {} : { 'x-openclaw-sender-is-owner': who.owner };
    const { json } = await explain(gateway.url, { ...body, preview: true }, { headers });
    expect(json.refusal).toBeNull();
    const { tools = [], preview } = json;
    const asked = [...tools.map(({ name }) => name), ...names, ...invented];
    const called = [...new Set(asked)].filter((name) => !who.clientTools.includes(name));
    upstream.handler = ({ body: { messages } }) =>
      messages.at(-1)?.role === 'tool'
        ? text('done')
        : toolCalls(called.map((name) => ({ id: `call ${name}`, name, arguments: { no_such_parameter: 1 } })));
    const answer = await chat(gateway.url, body, { headers });
    expect(answer.status).toBe(200);
    const [first, second] = upstream.requests.filter((request) => request.lastUserText === question);
    remember(tools);
    return {
      upstream: ownNames(first.body, who.clientTools),
      previewed: ownNames(preview?.body as ReceivedBody, who.clientTools),
      prompt: promptNames(first),
      explained: tools.flatMap(({ name, kept }) => (kept ? [name] : [])).sort(),
      accepted: acceptedNames(second.body),
    };
  }

  /** What the rules were made to do, so that a test of rules that never do anything cannot pass. */
  function remember(tools: readonly ToolExplanation[]): void {
    const kept = tools.filter((tool) => tool.kept).length;
    if (kept > 1 && kept < tools.length - 1) seen.mixedSets++;
    for (const { name, kept: isKept, because } of tools) {
      (isKept ? seen.kept : seen.stripped).add(name);
      seen.reasons.add(because.replace(/\[agent\d\]/, '[…]'));
    }
  }

  it('F5, L2: upstream request, prompt, explanation and dispatch have the same set, whatever the rules', async () => {
    await fc.assert(
      fc.asyncProperty(configuration, fc.array(caller, { minLength: 4, maxLength: 6 }), async (config, callers) => {
        reload(config);
        upstream.reset();
        for (const who of callers) {
          const { explained, ...others } = await toolSets(who);
          expect(others).toEqual({
            upstream: explained,
            previewed: explained,
            prompt: explained,
            accepted: explained,
          });
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    );
    expect([...seen.kept]).toEqual(expect.arrayContaining(names));
    expect([...seen.stripped]).toEqual(expect.arrayContaining([...names, 'Session-Status']));
    expect(seen.reasons.size).toBeGreaterThan(12);
    expect(seen.mixedSets).toBeGreaterThan(30);
  });
});

function ownNames({ tools = [] }: ReceivedBody, clientTools: readonly string[]): string[] {
  const all = tools.map((tool) => tool.function.name);
  expect(new Set(all).size).toBe(all.length);
  return all.filter((name) => !clientTools.includes(name)).sort();
}

function promptNames({ systemText }: RecordedRequest): string[] {
  const lines = systemText.split('\n').flatMap((line) => /^Tools: (.*)\.$/.exec(line)?.[1] ?? []);
  expect(lines.length).toBeLessThanOrEqual(1);
  return lines.flatMap((line) => line.split(', ')).sort();
}

/** Those whose result is no refusal; the arguments fit none of them, so nothing ran. */
function acceptedNames({ messages }: ReceivedBody): string[] {
  const results = messages.filter(({ role }) => role === 'tool');
  expect(results.length).toBeGreaterThan(0);
  return results
    .filter(({ content }) => !String(content).startsWith('There is no tool'))
    .map(({ tool_call_id: id = '' }) => id.replace('call ', ''))
    .sort();
}
