import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { EgressCheck } from '../../src/egress/egress-check.service.js';
import { MachineFacts } from '../../src/egress/machine-facts.port.js';
import type { PublicCheckPayload } from '../../src/gateway-protocol/method-payloads.js';
import { HostInfo } from '../../src/prompt/host-info.port.js';
import { PromptService } from '../../src/prompt/prompt.service.js';
import { builtins } from '../../src/tools/builtin/builtins.js';
import { type Tool, Tools } from '../../src/tools/tool.port.js';
import { auditLinesIn } from '../support/audit-fixtures.js';
import { canariesIn, canariesSent, spellings } from '../support/canaries.js';
import { type ChatOptions, chat, says } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, testToken } from '../support/create-test-app.js';
import { embed } from '../support/embed.js';
import { eventually } from '../support/eventually.js';
import { status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { Answer } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { LeakyTools } from '../support/leaky-tools.js';
import { serviceCredentials } from '../support/long-secrets.js';
import { canaryHost, plantCanaries } from '../support/planted-canaries.js';
import { machineCanaries, plantedMachine, plantedSecret } from '../support/planted-machine.js';
import { servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { WsClient } from '../support/ws-client.js';

const { root, planted, canaries } = plantCanaries(temporaryDirectory());
const all = [...canaries, ...machineCanaries];
const everyCaller: [name: string, options: ChatOptions][] = [
  ['a stranger', { headers: { 'x-openclaw-sender-is-owner': 'false' } }],
  ['the owner', { headers: { 'x-openclaw-sender-is-owner': 'true' } }],
];
const hostName = 'canary-host.internal';

interface Setup {
  isChecked: boolean;
  tools?: LeakyTools;
}

async function start(upstream: FakeUpstream, { isChecked, tools = new LeakyTools() }: Setup): Promise<TestApp> {
  const provider = { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', maxRetries: 1 };
  const gateway = { ...baseConfig.gateway, ...servingResponses() };
  const publicAgent = { publicMode: true, tools: { allow: ['*'] }, embeddingModel: 'leaky/model' };
  return createTestApp({
    env: { CANARY_API_KEY: plantedSecret, CANARY_CREDENTIALS: serviceCredentials('planted') },
    config: {
      gateway,
      models: {
        providers: {
          [planted.provider]: provider,
          second: provider,
          leaky: { ...provider, headers: { 'x-from': hostName } },
        },
      },
      agents: {
        defaults: { model: { primary: `${planted.provider}/model`, fallbacks: ['second/model'] } },
        list: [
          { id: 'main', workspace: join(root, 'main'), subagents: { allowAgents: ['front-desk'] } },
          { id: 'front-desk', workspace: join(root, 'front-desk'), ...publicAgent },
          { id: 'leaky-model', ...publicAgent, model: { primary: 'leaky/model', fallbacks: ['second/model'] } },
          { id: 'leaky-fallback', ...publicAgent, model: { primary: 'second/model', fallbacks: ['leaky/model'] } },
        ],
      },
    },
    override: (builder) => {
      const withTools = builder
        .overrideProvider(HostInfo)
        .useValue(canaryHost)
        .overrideProvider(MachineFacts)
        .useValue(plantedMachine)
        .overrideProvider(Tools)
        .useFactory({ inject: builtins, factory: (...own: Tool[]) => [...own, ...tools.all, tools.describing] });
      return isChecked
        ? withTools
        : withTools.overrideProvider(EgressCheck).useValue({ inspectorFor: () => undefined, refused: 0 });
    },
  });
}

/** The names of the planted facts in all that went upstream. */
function leaked(upstream: FakeUpstream): string[] {
  return canariesSent([...upstream.requests, ...upstream.embeddingRequests], all);
}

/** Every way in which a public agent asks a model. */
async function useEverything(upstream: FakeUpstream, gateway: TestApp, options: ChatOptions): Promise<void> {
  const ask = (body: Record<string, unknown> = {}) =>
    chat(gateway.url, { model: 'openclaw:front-desk', ...body }, options);
  const after = (...answers: Answer[]): typeof ask => {
    return (body) => {
      upstream.script(...answers);
      return ask(body);
    };
  };
  const ways: [name: string, way: () => Promise<{ status: number }>][] = [
    ['prompt and tool schemas', () => ask({ messages: [{ role: 'system', content: 'Where are you?' }, says('hi')] })],
    ['tool results and errors', () => after(everyTool)()],
    ['retry', () => after(status(500), text('ok'))({ stream: true })],
    ['fallback', () => after(status(500), status(500), text('ok'))()],
    ['subagent', () => after(toolCall('sessions_spawn', { task: 'Look.' }))()],
    ['compaction', () => compact(gateway, options)],
  ];
  for (const [name, way] of ways) expect([name, (await way()).status]).toEqual([name, 200]);
}

const calls: [name: string, args: object][] = [
  ['ls', { path: '/' }],
  ['ls', { path: '..' }],
  ['read', { path: 'USER.md' }],
  ['read', { path: '/etc/hostname' }],
  ['read', { path: 'SOUL.md' }],
  ['grep', { pattern: 'canary' }],
  ['find', { pattern: '**/*' }],
  ['write', { path: '../x', content: 'x' }],
  ['edit', { path: 'no', oldText: 'a', newText: 'b' }],
  ['gateway', { action: 'config.get' }],
  ['session_status', {}],
  ['sessions_list', {}],
  ['web_fetch', { url: 'http://127.0.0.1:1/' }],
  ['exec', { command: 'true', wait: 'no' }],
  ['process', { action: 'none' }],
  ['sessions_spawn', { task: 'x', agentId: 'nobody' }],
  ['leak_result', {}],
  ['leak_error', {}],
  ['no_such_tool', {}],
];

const everyTool = toolCalls(calls.map(([name, args], index) => ({ id: `call_${index}`, name, arguments: args })));

function compact(gateway: TestApp, { headers = {} }: ChatOptions): Promise<{ status: number; text: string }> {
  return request(gateway.url)
    .post('/v1/responses/compact')
    .set({ authorization: `Bearer ${testToken}`, ...headers })
    .send({ model: 'openclaw:front-desk', input: [{ role: 'user', content: 'Find the key.' }] });
}

describe.each([
  ['as it is', true],
  ['with the egress check turned off, by types alone', false],
])('Canaries on a public agent, %s', (_name, isChecked) => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await start(upstream, { isChecked });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each(everyCaller)('G3, G4: no channel leaks any of them for %s', async (_caller, options) => {
    await useEverything(upstream, gateway, options);
    expect(upstream.requests.length).toBeGreaterThan(8);
    expect(leaked(upstream)).toEqual([]);
    expect(gateway.app.get(EgressCheck, { strict: false }).refused).toBe(0);
  });

  it('the same channels of a normal agent tell them, so that this can fail', async () => {
    await chat(gateway.url, { model: 'openclaw:main' });
    expect(leaked(upstream)).toEqual(expect.arrayContaining(['hostName', 'os', 'workspace', 'userNote', 'memoryNote']));
  });
});

describe('The egress check, with the types bypassed', () => {
  const tools = new LeakyTools();
  let upstream: FakeUpstream;
  let gateway: TestApp;
  let bypassed: { mockRestore(): void } | undefined;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await start(upstream, { isChecked: true, tools });
  });
  afterEach(() => {
    upstream.reset();
    tools.fact = undefined;
    bypassed?.mockRestore();
    bypassed = undefined;
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const refused = (): number => gateway.app.get(EgressCheck, { strict: false }).refused;

  /** Every prompt is then made as for an agent that is not public. */
  function bypassPrompts(): void {
    const prompts = gateway.app.get(PromptService, { strict: false });
    const build = prompts.build.bind(prompts);
    bypassed = jest
      .spyOn(prompts, 'build')
      .mockImplementation((asked) => build({ ...asked, agent: { ...asked.agent, publicMode: false } }));
  }

  async function expectRefusal(way: () => Promise<{ status: number; text: string }>, sent = 0): Promise<void> {
    const before = refused();
    const answer = await way();
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text).error).toMatchObject({ type: 'server_error', code: 'egress_refused' });
    expect(canariesIn(answer.text, all)).toEqual([]);
    expect(upstream.requests).toHaveLength(sent);
    expect(leaked(upstream)).toEqual([]);
    expect(refused()).toBeGreaterThan(before);
  }

  describe.each(everyCaller)('for %s', (_name, options) => {
    const ask = (body: Record<string, unknown> = {}) =>
      chat(gateway.url, { model: 'openclaw:front-desk', ...body }, options);

    it('G5: a prompt that tells is not sent, and no fallback is asked', async () => {
      bypassPrompts();
      await expectRefusal(() => ask());
    });

    it('G5: nor is the prompt of a compaction', async () => {
      bypassPrompts();
      await expectRefusal(() => compact(gateway, options));
    });

    it('G5: a description of a tool', async () => {
      tools.fact = hostName;
      await expectRefusal(() => ask());
    });

    it('G5: credentials of many lines, whole or without the first or the last lines; those of others may pass', async () => {
      const credentials = serviceCredentials('planted');
      const middle = credentials.slice(300, -200);
      for (const written of [
        credentials,
        credentials.slice(400),
        credentials.slice(0, 1_800),
        JSON.stringify(middle),
      ]) {
        tools.fact = written;
        await expectRefusal(() => ask());
      }
      tools.fact = serviceCredentials('another');
      expect((await ask()).status).toBe(200);
    });

    it.each(machineCanaries)(
      'G5: a result and an error of a tool with the %s in any spelling',
      async (_kind, value) => {
        const { definition } = tools.describing;
        const description = jest
          .spyOn(tools.describing, 'definition' as never, 'get')
          .mockReturnValue(definition as never);
        try {
          for (const spelling of spellings(value)) {
            for (const name of ['leak_result', 'leak_error']) {
              upstream.reset();
              upstream.script(toolCall(name, {}));
              tools.fact = spelling;
              await expectRefusal(() => ask(), 1);
            }
          }
        } finally {
          description.mockRestore();
        }
      },
    );

    it('G5: what a model knows from a time before the agent was public', async () => {
      upstream.script(text(`I live on ${hostName}.`));
      const user = `history-${_name}`;
      expect((await ask({ user })).status).toBe(200);
      upstream.reset();
      await expectRefusal(() => ask({ user }));
    });

    it('G5: the task of a subagent', async () => {
      upstream.script(toolCall('sessions_spawn', { task: `Look at ${root}/main.` }));
      await expectRefusal(() => ask(), 1);
    });

    it('G5: a header of a provider; nothing is tried again and no fallback is asked', async () => {
      await expectRefusal(() => ask({ model: 'openclaw:leaky-model' }));
    });

    it('G5: a header of the fallback', async () => {
      upstream.script(status(500), status(500));
      await expectRefusal(() => ask({ model: 'openclaw:leaky-fallback' }), 2);
    });

    it('G5: a streamed run tells it as its first answer, and clients do not ask again', async () => {
      bypassPrompts();
      const answer = await ask({ stream: true });
      expect(answer.status).toBe(500);
      expect(answer.headers.get('x-should-retry')).toBe('false');
      expect(upstream.requests).toEqual([]);
    });
  });

  it('G5: status counts it, and the public check finds it, before anybody asks', async () => {
    const client = await WsClient.connect(gateway);
    expect(await client.result('status')).toMatchObject({ egressRefused: refused() });
    tools.fact = hostName;
    const { agents, notLookedFor } = (await client.result('public.check')) as PublicCheckPayload;
    const [frontDesk, leakyModel] = agents;
    expect([frontDesk.agentId, leakyModel.agentId]).toEqual(['front-desk', 'leaky-model']);
    expect(frontDesk.found.map(({ place }) => place)).toEqual(
      expect.arrayContaining(['the tool leak_schema of front-desk (owner)']),
    );
    expect(leakyModel.found).toContainEqual({ fact: 'host name', place: 'the header x-from of the provider leaky' });
    expect(canariesIn(JSON.stringify([agents, notLookedFor]), machineCanaries)).toEqual([]);
    expect(upstream.requests).toEqual([]);
  });

  it('G5: embedding, by a header of its provider', async () => {
    const answer = await embed(gateway.url, { model: 'openclaw:front-desk' });
    expect([answer.status, answer.json.error.code]).toEqual([500, 'egress_refused']);
    expect(upstream.embeddingRequests).toEqual([]);
  });

  it('G5: a public subagent is not told what its owner’s normal agent knows', async () => {
    upstream.script(toolCall('sessions_spawn', { task: `Ask ${hostName}.`, agentId: 'front-desk' }), text('done'));
    const answer = await chat(gateway.url, { model: 'openclaw:main' });
    expect(answer.status).toBe(200);
    expect(upstream.requests).toHaveLength(2);
    expect(upstream.requests.map(({ systemText }) => systemText.includes('public-facing'))).toEqual([false, false]);
    expect(String(upstream.lastRequest.body.messages.at(-1)?.content)).not.toContain(hostName);
  });

  it('G5: log and audit log say what kind of fact it was and where, never which', async () => {
    bypassPrompts();
    const before = gateway.logLines.length;
    await chat(gateway.url, { model: 'openclaw:front-desk' });
    const lines = gateway.logLines.slice(before).join('');
    const told =
      /public agent front-desk was not sent \((run_\w+)\): the host name of this host was found in the prompt/;
    const run = told.exec(lines)?.[1];
    expect(run).toBeDefined();
    const known = [...machineCanaries, ['workspace', root] as const];
    expect(canariesIn(lines, known)).toEqual([]);
    const events = () => auditLinesIn(join(gateway.stateDir, 'audit')).filter(({ kind }) => kind === 'egress.refused');
    await eventually(() => events().some((event) => event['run'] === run));
    expect(events()).toContainEqual(expect.objectContaining({ agent: 'front-desk', fact: 'host name', run }));
    expect(canariesIn(JSON.stringify(events()), known)).toEqual([]);
  });

  describe('what a caller writes itself', () => {
    const guess = says(`Is your host called ${hostName}, and your home /home/canary.user?`);

    it('G5: is no leak, so that a stranger learns nothing by guessing', async () => {
      for (const content of [guess.content, 'Is your host called other-host.internal?']) {
        upstream.script(text('I cannot tell.'));
        const answer = await chat(gateway.url, { model: 'openclaw:front-desk', messages: [says(content)] });
        expect([answer.status, answer.json.choices[0].message.content]).toEqual([200, 'I cannot tell.']);
      }
    });

    it('G5: nor is what model and tools repeat of it, in this run and the next ones', async () => {
      const body = { model: 'openclaw:front-desk', user: 'guesser' };
      upstream.script(toolCall('read', { path: `${hostName}.txt` }), text(`I do not know ${hostName}.`));
      expect((await chat(gateway.url, { ...body, messages: [guess] })).status).toBe(200);
      expect((await chat(gateway.url, { ...body, messages: [says('Sure?')] })).status).toBe(200);
      upstream.script(toolCall('sessions_spawn', { task: `Find out about ${hostName}.` }));
      expect((await chat(gateway.url, { ...body, messages: [guess] })).status).toBe(200);
    });

    it('G5: does not open the door for what the gateway wrote', async () => {
      bypassPrompts();
      await expectRefusal(() => chat(gateway.url, { model: 'openclaw:front-desk', messages: [guess] }));
    });
  });
});
