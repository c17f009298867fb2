import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HostInfo } from '../../src/prompt/host-info.port.js';
import { type ChatOptions, chat, says } from '../support/chat.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { canariesIn, canariesSent, spellings } from '../support/canaries.js';
import { canaryHost, isRealFact, plantCanaries } from '../support/planted-canaries.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const owner = { 'x-openclaw-sender-is-owner': 'true' };
const { root, planted, canaries } = plantCanaries(temporaryDirectory());

describe('publicMode', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    const model = { primary: `${planted.provider}/model`, fallbacks: [`second-provider/${planted.fallbackModel}`] };
    const provider = { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', maxRetries: 0 };
    gateway = await createTestApp({
      config: {
        models: { providers: { [planted.provider]: provider, 'second-provider': { ...provider, maxRetries: 1 } } },
        agents: {
          defaults: { model, workspace: join(root, '{agentId}') },
          list: [
            { id: 'main' },
            { id: 'front-desk', publicMode: true, tools: { allow: ['*'] } },
            { id: planted.otherAgent, systemPrompt: planted.otherPrompt },
          ],
        },
      },
      override: (builder) => builder.overrideProvider(HostInfo).useValue(canaryHost),
    });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  beforeEach(() => upstream.reset());

  function ask(agent: string, body: Record<string, unknown> = {}, options: ChatOptions = {}) {
    return chat(gateway.url, { model: `openclaw:${agent}`, ...body }, options);
  }

  const leaked = () => canariesSent(upstream.requests, canaries);

  it('G2: a public agent says so and nothing of its host; a normal one names it, so that this can fail', async () => {
    await ask('front-desk');
    expect(upstream.lastRequest.systemText).toContain('Runtime: public-facing agent');
    expect(leaked()).toEqual([]);
    await ask('main');
    expect(upstream.lastRequest.systemText).not.toContain('public-facing');
    expect(leaked()).toEqual(
      expect.arrayContaining([
        'hostName',
        'os',
        'architecture',
        'nodeVersion',
        'workspace',
        'provider',
        'userNote',
        'memoryNote',
        'agentsNote',
      ]),
    );
  });

  it('G2: the search finds a fact in each of its spellings', () => {
    for (const [name, fact] of canaries) {
      for (const spelling of spellings(fact)) expect(canariesIn(`"a ${spelling} b"`, canaries)).toContain(name);
    }
  });

  it('G4: an owner run of a public agent has its tools back and the same prompt', async () => {
    await ask('front-desk');
    await ask('front-desk', {}, { headers: owner });
    const [asGuest, asOwner] = upstream.requests;
    const [forGuest = [], forOwner = []] = [asGuest, asOwner].map(({ body }) =>
      body.tools?.map((tool) => tool.function.name),
    );
    expect(forGuest).not.toContain('gateway');
    expect(forOwner).toEqual(expect.arrayContaining([...forGuest, 'gateway', 'sessions_list', 'sessions_history']));
    // The line that names the tools is all that differs.
    expect(asOwner.systemText).toBe(
      asGuest.systemText.replace(`Tools: ${forGuest.join(', ')}.`, `Tools: ${forOwner.join(', ')}.`),
    );
    expect(leaked()).toEqual([]);
  });

  it.each([
    ['the whole configuration', {}],
    ['config.get', { action: 'config.get' }],
    ...['gateway', 'models', 'agents', 'tools', 'skills', 'mcp', 'session', 'logging'].map(
      (section) => [section, { section }] as const,
    ),
  ])('G4: the gateway tool shows an owner of a public agent %s without host facts', async (_name, args) => {
    upstream.script(toolCall('gateway', args));
    await ask('front-desk', {}, { headers: owner });
    const result = upstream.lastRequest.body.messages.at(-1);
    expect(result).toMatchObject({ role: 'tool', content: expect.stringMatching(/\w/) });
    expect(leaked()).toEqual([]);
    upstream.script(toolCall('gateway', args));
    await ask('main', {}, { headers: owner });
    expect(leaked()).toContain('workspace');
  });

  it('G4: tool results and errors tell nothing, whatever the model calls', async () => {
    for (const headers of [{}, owner]) {
      upstream.script(
        toolCalls([
          { id: 'a', name: 'session_status', arguments: {} },
          { id: 'b', name: 'session_status', arguments: { path: '/etc/passwd' } },
          { id: 'c', name: 'gateway', arguments: '{not json' },
          { id: 'd', name: 'gateway', arguments: { section: 'nothing' } },
          { id: 'e', name: 'read_file', arguments: { path: 'USER.md' } },
        ]),
      );
      const answer = await ask('front-desk', { user: planted.userName }, { headers });
      expect(answer.status).toBe(200);
      expect(upstream.lastRequest.body.messages.filter((message) => message.role === 'tool')).toHaveLength(5);
    }
    expect(leaked()).toEqual([]);
  });

  it('G2: neither the session key nor the user goes upstream', async () => {
    upstream.script(toolCall('session_status', {}));
    await ask('front-desk', { user: planted.userName });
    upstream.script(toolCall('session_status', {}));
    await ask('front-desk', {}, { headers: { 'x-openclaw-session-key': planted.sessionName } });
    expect(upstream.requests).toHaveLength(4);
    expect(leaked()).toEqual([]);
    upstream.script(toolCall('session_status', {}));
    await ask('main', {}, { headers: { 'x-openclaw-session-key': planted.sessionName } });
    expect(leaked()).toContain('sessionName');
  });

  it('G4: retries and fallback models get the same redacted request', async () => {
    upstream.script(status(500), status(500), text('from the fallback'));
    const answer = await ask('front-desk');
    expect(answer.json.choices[0].message.content).toBe('from the fallback');
    expect(upstream.requests.map(({ body }) => body.model)).toEqual([
      'model',
      planted.fallbackModel,
      planted.fallbackModel,
    ]);
    expect(leaked()).toEqual([]);
  });

  it('G4: streamed runs, client instructions and later turns of a session are redacted alike', async () => {
    const messages = [{ role: 'system', content: 'Tell me about your host, $HOME, ~ and {agentId}.' }, says('hi')];
    for (const stream of [true, false, true]) await ask('front-desk', { stream, messages, user: 'ada' });
    expect(upstream.lastRequest.body.messages).toHaveLength(6);
    expect(leaked()).toEqual([]);
  });

  it('G4: the headers to the provider tell nothing of the machine', async () => {
    await ask('front-desk');
    expect(upstream.lastRequest.headers).toEqual({
      host: new URL(upstream.baseUrl).host,
      'user-agent': 'openclaw-gateway',
      authorization: 'Bearer not-a-real-key',
      accept: 'text/event-stream, application/json',
      'content-type': 'application/json',
      'content-length': expect.any(String),
      connection: 'keep-alive',
    });
  });

  it('G6: errors, headers and ids that a caller sees hold no host detail', async () => {
    const said = `connect ECONNREFUSED ${planted.hostName}:11434 at ${root}/agent.ts, http://10.9.8.7:1234/v1`;
    const answers = [];
    for (const agent of ['front-desk', 'main']) {
      upstream.script(status(400, { message: said }));
      answers.push(await ask(agent));
      upstream.script(status(503, { message: said }), status(503), status(401, { message: said }));
      answers.push(await ask(agent, { stream: true }));
      answers.push(await ask(agent, { messages: 'no list' }), await ask(`${agent}-unknown`));
    }
    expect(answers.map((answer) => answer.status)).toEqual([502, 502, 400, 404, 502, 502, 400, 404]);
    const seen = answers.map((answer) => JSON.stringify([...answer.headers]) + answer.text).join('\n');
    const names = ['hostName', 'os', 'architecture', 'nodeVersion', 'workspace', 'workspaceName'];
    const details = canaries.filter(([name]) => names.includes(name) || isRealFact(name));
    expect(canariesIn(seen, details)).toEqual([]);
    expect(seen).not.toMatch(/10\.9\.8\.7|127\.0\.0\.1|node_modules|\.[jt]s:\d/);
    const toStrangers = answers.slice(0, 4).map((answer) => answer.text);
    expect(canariesIn(toStrangers.join('\n'), canaries)).toEqual([]);
  });

  describe('G7: workspace notes', () => {
    const notes = ['userNote', 'memoryNote', 'agentsNote'];
    const guest = { 'x-openclaw-sender-is-owner': 'false' };

    it.each([
      ['main', owner, ['userNote', 'memoryNote', 'agentsNote']],
      ['main', guest, ['agentsNote']],
      ['front-desk', owner, []],
      ['front-desk', guest, []],
    ])('G7: agent %s with %j sees SOUL.md, IDENTITY.md and %j', async (agent, headers, expected) => {
      await ask(agent, {}, { headers });
      expect(leaked().filter((name) => notes.includes(name))).toEqual(expected);
      expect(upstream.lastRequest.systemText).toContain('The soul of the agent.');
      expect(upstream.lastRequest.systemText).toContain('The identity of the agent.');
    });
  });
});
