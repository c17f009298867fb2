import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, get } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});

afterAll(() => upstream.close());

beforeEach(() => upstream.reset());

/** The agent that answered, by the prompt that its provider got. */
function agentAsked(): string | undefined {
  return /^You are (\S+), a helpful agent\./.exec(upstream.lastRequest.systemText)?.[1];
}

function start(agents: Record<string, unknown>, http: Record<string, unknown> = {}): Promise<TestApp> {
  const gateway = { ...baseConfig.gateway, http: { ...baseConfig.gateway.http, ...http } };
  return createTestApp({ config: { ...upstreamConfig(upstream.baseUrl, { agents }), gateway } });
}

const defaults = { model: 'fake/model' };

describe('Choosing an agent', () => {
  let url: string;
  let gateway: TestApp;

  beforeAll(async () => {
    const list = [{ id: 'beta' }, { id: 'main' }, { id: 'front-desk', publicMode: true }, { id: '7_of-9' }];
    gateway = await start({ defaults, list }, { modelAliases: { 'gpt-4o': 'beta', 'vendor/name:tag': 'main' } });
    ({ url } = gateway);
  });

  afterAll(() => gateway.close());

  it.each([
    ['openclaw', 'main'],
    ['OpenClaw', 'main'],
    ['openclaw:main', 'main'],
    ['openclaw:beta', 'beta'],
    ['agent:beta', 'beta'],
    ['openclaw/beta', 'beta'],
    ['openclaw/default', 'main'],
    ['openclaw:default', 'main'],
    ['openclaw:BETA', 'beta'],
    ['Agent:Front-Desk', 'front-desk'],
    ['openclaw:7_of-9', '7_of-9'],
    ['gpt-4o', 'beta'],
    ['vendor/name:tag', 'main'],
  ])('E1, E3: the model %s means the agent %s, and E6: the answer echoes it', async (model, agent) => {
    const answer = await chat(url, { model });
    expect(answer.status).toBe(200);
    expect(agentAsked()).toBe(agent);
    expect(answer.json.model).toBe(model);
    expect(answer.headers.get('x-openclaw-agent-id')).toBe(agent);
  });

  it('E1: a missing or null model means the default agent', async () => {
    for (const model of [undefined, null]) {
      const answer = await chat(url, { model });
      expect(agentAsked()).toBe('main');
      expect(answer.json.model).toBe('openclaw:main');
    }
  });

  it.each(['openclaw:main', 'openclaw:nobody', 'gpt-5', 'openclaw', '../../etc'])(
    'E1, E3: a present agent header wins over the model %s, which is only echoed',
    async (model) => {
      const answer = await chat(url, { model }, { headers: { 'x-openclaw-agent-id': ' Beta ' } });
      expect(agentAsked()).toBe('beta');
      expect(answer.json.model).toBe(model);
    },
  );

  it('E1: a blank agent header is none', async () => {
    await chat(url, { model: 'openclaw:beta' }, { headers: { 'x-openclaw-agent-id': '  ' } });
    expect(agentAsked()).toBe('beta');
  });

  it.each([
    'openclaw:nobody',
    'agent:nobody',
    'openclaw/nobody',
    'openclaw:constructor',
    'gpt-4',
    'GPT-4o',
    'gpt-4o ',
    'openclaw-main',
    'main',
    'beta',
    '__proto__',
    'toString',
  ])('E2, E3: the model %s is unknown: 404, and nothing goes upstream', async (model) => {
    const answer = await chat(url, { model });
    expect(answer.status).toBe(404);
    expect(answer.json.error).toMatchObject({ type: 'invalid_request_error', param: 'model', code: 'model_not_found' });
    expect(upstream.requests).toHaveLength(0);
  });

  it.each([
    [256, 404],
    [257, 400],
    [5_000, 400],
  ])('E3: a model name of %d characters is status %d, and is not repeated whole', async (length, status) => {
    const answer = await chat(url, { model: 'x'.repeat(length) });
    expect(answer.status).toBe(status);
    expect(answer.text.length).toBeLessThan(600);
  });

  it.each([
    'openclaw:',
    'openclaw:-a',
    'agent:a b',
    'openclaw:a/b',
    'openclaw:../main',
    'openclaw:__proto__',
    `openclaw:${'a'.repeat(65)}`,
  ])('E2: the id in %s is malformed: 400', async (model) => {
    const answer = await chat(url, { model });
    expect([answer.status, answer.json.error.param]).toEqual([400, 'model']);
    expect(upstream.requests).toHaveLength(0);
  });

  it('E2: an unknown or malformed agent header never falls to another agent', async () => {
    for (const [id, status] of Object.entries({ nobody: 404, 'a/b': 400, 'main, beta': 400, '../main': 400 })) {
      expect((await chat(url, {}, { headers: { 'x-openclaw-agent-id': id } })).status).toBe(status);
    }
    expect(upstream.requests).toHaveLength(0);
  });

  it('E5: lists the agents as models', async () => {
    const { json } = await get(url, '/v1/models');
    expect(json.object).toBe('list');
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual([
      'openclaw:beta',
      'openclaw:main',
      'openclaw:front-desk',
      'openclaw:7_of-9',
    ]);
    expect(json.data[0]).toEqual({
      id: 'openclaw:beta',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'openclaw',
    });
  });

  it.each([
    ['openclaw:beta', 'openclaw:beta'],
    ['openclaw%3Abeta', 'openclaw:beta'],
    ['openclaw/beta', 'openclaw/beta'],
    ['openclaw%2Fbeta', 'openclaw/beta'],
    ['openclaw', 'openclaw'],
    ['gpt-4o', 'gpt-4o'],
    ['vendor/name:tag', 'vendor/name:tag'],
    ['vendor%2Fname%3Atag', 'vendor/name:tag'],
  ])('E5: finds the model at /v1/models/%s', async (path, id) => {
    const answer = await get(url, `/v1/models/${path}`);
    expect([answer.status, answer.json.id, answer.json.object]).toEqual([200, id, 'model']);
  });

  it.each([
    ['openclaw:nobody', 404],
    ['nothing', 404],
    ['openclaw:a%20b', 400],
    ['%E0%A4%A', 400],
  ])('E5: /v1/models/%s is %i in the envelope', async (path, status) => {
    const answer = await get(url, `/v1/models/${path}`);
    expect([answer.status, Object.keys(answer.json.error)]).toEqual([status, ['message', 'type', 'param', 'code']]);
  });

  it('E6: every answer names its agent, session, run and time; a streamed one as well', async () => {
    for (const stream of [false, true]) {
      const { headers } = await chat(url, { stream, model: 'agent:beta' });
      expect(headers.get('x-openclaw-agent-id')).toBe('beta');
      expect(headers.get('x-openclaw-session-key')).toMatch(/^agent:beta:openai:[0-9a-f-]{36}$/);
      expect(headers.get('x-openclaw-run-id')).toMatch(/^run_\w+$/);
      expect(headers.get('x-request-id')).toMatch(/^req_\w+$/);
      expect(headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    }
  });

  it('E6: every chunk of a stream echoes the model', async () => {
    const { text } = await chat(url, { stream: true, model: 'agent:beta' });
    const chunks = text.split('\n\n').filter((event) => event.startsWith('data: {'));
    expect(new Set(chunks.map((event) => JSON.parse(event.slice(6)).model))).toEqual(new Set(['agent:beta']));
  });
});

describe('The list of agents', () => {
  let gateway: TestApp | undefined;

  afterEach(() => gateway?.close());

  async function answering(agents: Record<string, unknown>, model = 'openclaw'): Promise<string | undefined> {
    gateway = await start(agents);
    await chat(gateway.url, { model });
    return agentAsked();
  }

  it('E4: with an empty list there is main, with the defaults', async () => {
    expect(await answering({ defaults: { ...defaults, systemPrompt: 'Canary instructions.' } })).toBe('main');
    expect(upstream.lastRequest.systemText).toContain('Canary instructions.');
  });

  it('E4: the agent marked as default is the default', async () => {
    expect(await answering({ defaults, list: [{ id: 'main' }, { id: 'beta', default: true }] })).toBe('beta');
  });

  it('E4: else main', async () => {
    expect(await answering({ defaults, list: [{ id: 'beta' }, { id: 'main' }] })).toBe('main');
  });

  it('E4: else the first', async () => {
    expect(await answering({ defaults, list: [{ id: 'beta' }, { id: 'gamma' }] })).toBe('beta');
  });

  it('E4: an agent called default is what its name says', async () => {
    expect(await answering({ defaults, list: [{ id: 'main' }, { id: 'default' }] }, 'openclaw/default')).toBe(
      'default',
    );
  });

  it('E4: agents.entries is another way to write the list', async () => {
    expect(await answering({ defaults, entries: { beta: { name: 'Beatrice' } } }, 'openclaw:beta')).toBe('Beatrice');
  });

  it('E4: the settings of an agent come over the defaults, one by one', async () => {
    const params = { temperature: 0.1, maxTokens: 100 };
    const agents = {
      defaults: { ...defaults, params, systemPrompt: 'Default instructions.' },
      list: [{ id: 'main', params: { temperature: 0.9 }, model: 'fake/other' }],
    };
    await answering(agents);
    expect(upstream.lastRequest.body).toMatchObject({ model: 'other', temperature: 0.9, max_tokens: 100 });
    expect(upstream.lastRequest.systemText).toContain('Default instructions.');
  });

  it('E5: models are off when no endpoint is on, with and without a token', async () => {
    gateway = await start({ defaults }, { endpoints: {} });
    for (const authorization of ['', 'Bearer wrong-token', 'Bearer test-token']) {
      expect((await get(gateway.url, '/v1/models', { authorization })).status).toBe(404);
    }
  });

  it('E5: models are on with the responses endpoint alone', async () => {
    gateway = await start({ defaults }, { endpoints: { responses: { enabled: true } } });
    expect((await get(gateway.url, '/v1/models')).status).toBe(200);
    expect((await chat(gateway.url)).status).toBe(404);
  });
});
