import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { gatewayVersion } from '../../src/common/gateway-version.js';
import { chat } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { hang, status } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

async function result(method: string, params?: unknown, connect: Record<string, unknown> = {}) {
  const client = await WsClient.connect(gateway, connect);
  return client.result(method, params);
}

async function problem(method: string, params?: unknown): Promise<string | undefined> {
  const client = await WsClient.connect(gateway);
  return (await client.request(method, params)).error?.message;
}

describe('health', () => {
  it('says whether runs can be served, by which agents, and what they have', async () => {
    await chat(gateway.url, { user: 'ada' });
    const health = await result('health');
    expect(health).toMatchObject({
      ok: true,
      reasons: [],
      ts: expect.any(Number),
      durationMs: expect.any(Number),
      defaultAgentId: 'main',
      channels: {},
      channelOrder: [],
      sessions: { count: 1, recent: [{ key: 'agent:main:openai-user:ada' }] },
    });
    expect(health.agents).toEqual([
      expect.objectContaining({ agentId: 'main', isDefault: true, publicMode: false }),
      expect.objectContaining({ agentId: 'front-desk', isDefault: false, publicMode: true }),
    ]);
    expect(health.agents[0].sessions).toEqual({
      count: 1,
      recent: [{ key: 'agent:main:openai-user:ada', updatedAt: expect.any(Number), age: expect.any(Number) }],
    });
  });
});

describe('status', () => {
  it('says how much is going on', async () => {
    gateway.upstream.script(hang());
    const client = await WsClient.connect(gateway);
    await WsClient.connect(gateway, { scopes: [] });
    await client.startAgent({ message: 'hi', sessionKey: 'busy', idempotencyKey: 'busy' });
    await gateway.upstream.received(1);
    expect(await client.result('status')).toMatchObject({
      version: gatewayVersion,
      runtimeVersion: gatewayVersion,
      uptimeMs: expect.any(Number),
      runs: { active: 1, finished: expect.any(Number) },
      connections: 2,
      agents: 2,
      sessions: { count: expect.any(Number), defaults: { model: 'fake/model' }, recent: expect.any(Array) },
    });
    await client.result('chat.abort', { sessionKey: 'busy' });
  });
});

describe('system-presence', () => {
  it('has the gateway and who is connected, and nothing of the host', async () => {
    const client = await WsClient.connect(gateway, {
      client: {
        id: 'gateway-client',
        displayName: 'panel',
        version: '7.1',
        platform: 'linux',
        deviceFamily: 'Desktop',
        mode: 'backend',
        instanceId: 'i-1',
      },
      scopes: ['operator.read'],
    });
    const list = await client.result('system-presence');
    expect(list).toHaveLength(2);
    expect(list[0]).toEqual({
      text: `Gateway · app ${gatewayVersion} · mode gateway · reason self`,
      host: 'gateway',
      version: gatewayVersion,
      mode: 'gateway',
      reason: 'self',
      ts: expect.any(Number),
    });
    expect(list[1]).toEqual({
      text: 'panel · app 7.1 · mode backend · reason connect',
      host: 'panel',
      version: '7.1',
      platform: 'linux',
      deviceFamily: 'Desktop',
      mode: 'backend',
      reason: 'connect',
      instanceId: 'i-1',
      scopes: ['operator.read'],
      ts: expect.any(Number),
    });
  });
});

describe('config.get', () => {
  it('has the configuration in force with every default, without secrets', async () => {
    const answer = await result('config.get', {});
    expect(answer).toMatchObject({
      exists: false,
      valid: true,
      issues: [],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      config: {
        gateway: { auth: { mode: 'token', token: '[redacted]' }, ws: { maxConnections: 4_096 } },
        models: { providers: { fake: { apiKey: '[redacted]' } } },
      },
    });
    expect(JSON.stringify(answer)).not.toMatch(new RegExp(`${testToken}|not-a-real-key`));
    expect((await result('config.get')).hash).toBe(answer.hash);
  });
});

describe('config.schema', () => {
  it('is a JSON Schema that what config.get gives fits', async () => {
    const { schema, version } = await result('config.schema');
    expect(version).toBe(gatewayVersion);
    const validate = new Ajv({ strict: false, logger: false }).compile({ ...schema, $schema: undefined });
    const { config } = await result('config.get');
    expect(validate(config)).toBe(true);
    expect(validate({ gateway: { port: 'none' } })).toBe(false);
  });
});

describe('agents.list and models.list', () => {
  it('name what there is, and the defaults', async () => {
    expect(await result('agents.list')).toEqual({
      defaultId: 'main',
      mainKey: 'main',
      scope: 'per-sender',
      agents: [
        { id: 'main', name: 'main', default: true, publicMode: false, model: { primary: 'fake/model' } },
        { id: 'front-desk', name: 'front-desk', default: false, publicMode: true, model: { primary: 'fake/model' } },
      ],
    });
    const { models, default: byDefault } = await result('models.list');
    expect(models).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ref: 'fake/model', id: 'model', provider: 'fake', input: ['text', 'image'] }),
      ]),
    );
    expect(models.map(({ ref }: { ref: string }) => ref)).toContain(byDefault);
  });
});

describe('models.probe', () => {
  it('asks the models and says which of them answer', async () => {
    gateway.upstream.script(status(401, { message: 'said with not-a-real-key' }));
    expect(await result('models.probe', { refs: ['fake/model'] })).toEqual({
      results: [{ ref: 'fake/model', ok: false, durationMs: expect.any(Number), error: expect.any(String) }],
    });
    const { results } = await result('models.probe', { refs: ['fake/model', 'nobody/nothing'] });
    expect(results).toEqual([
      { ref: 'fake/model', ok: true, durationMs: expect.any(Number) },
      { ref: 'nobody/nothing', ok: false, durationMs: expect.any(Number), error: expect.stringContaining('nobody') },
    ]);
    expect((await result('models.probe')).results.map(({ ref }: { ref: string }) => ref)).toContain('fake/model');
  });

  it('stops asking when its operator leaves, which is no fault in the log', async () => {
    const held = gateway.upstream.manual();
    const client = await WsClient.connect(gateway);
    client.ask('models.probe', { refs: ['fake/model'] });
    const exchange = await held;
    client.socket.terminate();
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    await (await WsClient.connect(gateway)).settled();
    expect(gateway.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it.each([{ refs: 'fake/model' }, { refs: [''] }, { refs: Array.from({ length: 33 }, () => 'fake/model') }])(
    'refuses %j',
    async (params) => {
      expect(await problem('models.probe', params)).toMatch(/^invalid models.probe params: at \/refs/);
    },
  );
});

describe('lists that are always empty here', () => {
  it.each([
    ['commands.list', { agentId: 'main', scope: 'text', includeArgs: false }, { commands: [] }],
    ['question.list', {}, { questions: [] }],
    ['plugin.approval.list', {}, []],
  ])('%s', async (method, params, expected) => {
    expect(await result(method, params)).toEqual(expected);
  });
});

describe('logs.tail', () => {
  it('has the last lines, and with its cursor those that came since', async () => {
    const client = await WsClient.connect(gateway);
    const first = await client.result('logs.tail', { limit: 5 });
    expect(first).toMatchObject({ file: 'gateway log', reset: false, truncated: false, cursor: first.size });
    expect(first.lines.length).toBeLessThanOrEqual(5);
    expect(JSON.parse(first.lines.at(-1))).toMatchObject({ level: 'info', msg: 'connected' });
    expect((await client.result('logs.tail', { cursor: first.cursor })).lines).toEqual([]);
    await WsClient.connect(gateway);
    const next = await client.result('logs.tail', { cursor: first.cursor });
    expect(next.lines).toHaveLength(1);
    expect(next.cursor - first.cursor).toBe(1);
  });

  it('begins anew for a cursor of a gateway that ran before this one', async () => {
    const tail = await result('logs.tail', { cursor: 9_000_000, limit: 3 });
    expect(tail).toMatchObject({ reset: true, lines: expect.arrayContaining([expect.any(String)]) });
    expect(tail.lines.length).toBeLessThanOrEqual(3);
  });

  it.each([{ limit: 0 }, { limit: 2_001 }, { cursor: -1 }, { cursor: 1.5 }])('refuses %j', async (params) => {
    expect(await problem('logs.tail', params)).toMatch(/^invalid logs.tail params: at \//);
  });
});

describe('explain', () => {
  const request = { model: 'openclaw:front-desk', messages: [{ role: 'user', content: 'hi' }] };

  it('says what a request would do and why, as POST /v1/explain', async () => {
    const overHttp = await fetch(`${gateway.url}/v1/explain`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    expect(await result('explain', { request })).toEqual(await overHttp.json());
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('takes agent, session and ownership as the headers do', async () => {
    const explained = await result('explain', {
      request: { messages: request.messages },
      agentId: 'front-desk',
      sessionKey: 'desk',
      senderIsOwner: true,
    });
    expect(explained).toMatchObject({
      agent: expect.objectContaining({ id: 'front-desk' }),
      session: expect.objectContaining({ key: 'agent:front-desk:desk' }),
      owner: expect.objectContaining({ is_owner: true }),
    });
  });

  it.each([{}, { request: 'hi' }, { request, preview: 'yes' }])('refuses %j', async (params) => {
    expect(await problem('explain', params)).toMatch(/^invalid explain params: at /);
  });

  it('tells what chat completions would refuse, and where', async () => {
    const { refusal } = await result('explain', { request: { messages: 'hi' } });
    expect(refusal).toMatchObject({ status: 400 });
    expect(JSON.stringify(refusal)).toContain('messages');
  });
});
