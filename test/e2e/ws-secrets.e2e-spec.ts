import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HostInfo } from '../../src/prompt/host-info.port.js';
import { canariesIn, canariesSent } from '../support/canaries.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { status, text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { canaryHost, plantCanaries } from '../support/planted-canaries.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { WsClient } from '../support/ws-client.js';

const { root, planted, canaries } = plantCanaries(temporaryDirectory());
const token = 'planted-gateway-token';
const apiKey = 'planted-provider-key';

let upstream: FakeUpstream;
let gateway: TestApp;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  gateway = await createTestApp({
    config: {
      gateway: { auth: { mode: 'token', token }, http: { endpoints: { chatCompletions: { enabled: true } } } },
      models: { providers: { [planted.provider]: { baseUrl: upstream.baseUrl, apiKey, maxRetries: 0 } } },
      agents: {
        defaults: { model: `${planted.provider}/model`, workspace: join(root, '{agentId}') },
        list: [{ id: 'main' }, { id: 'front-desk', publicMode: true, tools: { allow: ['*'] } }],
      },
    },
    override: (builder) => builder.overrideProvider(HostInfo).useValue(canaryHost),
  });
});
afterEach(() => upstream.reset());
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const connect = (overrides: Record<string, unknown> = {}): Promise<WsClient> =>
  WsClient.connect(gateway, { auth: { token }, ...overrides });

async function run(client: WsClient, idempotencyKey: string, rest: Record<string, unknown> = {}) {
  return (await client.startAgent({ message: 'hi', idempotencyKey, ...rest })).completed;
}

describe('C5: secrets', () => {
  it('are in nothing that a client is told, whatever it asks and however a run ends', async () => {
    const client = await connect();
    upstream.script(
      status(401, { message: `your key ${apiKey} is wrong` }),
      toolCall('gateway', {}),
      text('done'),
      text(`the token is ${token}`),
    );
    await run(client, 'secret-1');
    await run(client, 'secret-2');
    for (const method of ['health', 'status', 'system-presence', 'config.get', 'models.list', 'agents.list']) {
      await client.result(method);
    }
    await client.result('logs.tail', { limit: 2_000 });
    await client.result('models.probe');
    await client.request('explain', { request: { messages: [{ role: 'user', content: 'hi' }] }, preview: true });
    const told = JSON.stringify(client.frames);
    expect(told).not.toContain(apiKey);
    expect(told).not.toContain(token);
    expect(told).toContain('[redacted]');
  });

  it('are not in the log, which has who connected and by what', async () => {
    await connect({ client: { id: 'cli', version: '9.9', platform: 'linux', mode: 'cli' } });
    const client = await WsClient.open(gateway);
    await client.sayHello({ auth: { token: `${token}-guess` } });
    const log = gateway.logLines.join('');
    expect(log).not.toContain(token);
    expect(log).not.toContain(apiKey);
    const line = gateway.logLines.map((each) => JSON.parse(each)).findLast(({ version }) => version === '9.9');
    expect(line).toMatchObject({ msg: 'connected', client: '127.0.0.1', program: 'cli', credential: 'shared-token' });
  });

  it('a token in the parameters of a method is not logged either', async () => {
    const client = await connect();
    await client.request('nosuch.method', { token });
    await client.request(`nosuch ${token}`);
    expect(gateway.logLines.join('')).not.toContain(token);
  });
});

describe('G2: a public agent', () => {
  const leaked = () => canariesSent(upstream.requests, canaries);

  it.each([undefined, true, false])(
    'tells its model nothing of the host with senderIsOwner %s',
    async (senderIsOwner) => {
      const client = await connect();
      upstream.script(toolCall('session_status', {}), toolCall('gateway', {}), text('done'));
      const key = `public-${String(senderIsOwner)}`;
      const session = `agent:front-desk:${planted.sessionName}-${String(senderIsOwner)}`;
      expect((await run(client, key, { sessionKey: session, senderIsOwner })).ok).toBe(true);
      const sent = { sessionKey: session, message: 'and again', idempotencyKey: `${key}-chat`, senderIsOwner };
      await client.result('chat.send', sent);
      await client.event('chat', ({ runId, state }) => runId === `${key}-chat` && state === 'final');
      expect(upstream.requests).toHaveLength(4);
      expect(upstream.lastRequest.systemText).toContain('Runtime: public-facing agent');
      expect(leaked()).toEqual([]);
    },
  );

  it('tells nothing of who is connected, and a normal agent tells its own, so that this can fail', async () => {
    const client = await connect({
      client: { id: 'cli', displayName: planted.userName, version: '1', platform: planted.os, mode: 'cli' },
    });
    await run(client, `${planted.userName}-key`, { agentId: 'front-desk', sessionKey: 'who' });
    expect(leaked()).toEqual([]);
    await run(client, 'normal', { agentId: 'main', sessionKey: 'who' });
    expect(leaked()).toEqual(expect.arrayContaining(['hostName', 'workspace', 'userNote']));
    expect(leaked()).not.toContain('userName');
  });

  it('its failures tell a client nothing of the provider', async () => {
    const client = await connect();
    upstream.script(status(400, { message: `at ${planted.hostName} in ${root}` }));
    const { error } = await run(client, 'public-failing', { agentId: 'front-desk', sessionKey: 'failing' });
    await client.settled();
    expect(error?.message).toMatch(/\w/);
    const told = JSON.stringify([error, client.payloads('agent'), client.payloads('chat')]);
    expect(canariesIn(told, canaries)).toEqual([]);
  });
});
