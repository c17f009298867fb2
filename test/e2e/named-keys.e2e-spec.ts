import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keyFilePath } from '../../src/auth/keys/key-file.js';
import { chat, get, openChat } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { embed } from '../support/embed.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, toolCall } from '../support/fake-answers.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { call, sessionPath } from '../support/operator-http.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const stateDir = temporaryDirectory();
const configured = 'a-configured-key-of-the-test';
const notAllowed = { error: { code: 'agent_not_allowed' } };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({
    stateDir,
    gateway: {
      auth: {
        mode: 'token',
        token: testToken,
        keys: [{ id: 'configured', key: configured, agents: ['front-desk'], compat: 'strict' }],
      },
      ...servingResponses(),
    },
  });
});
afterAll(() => gateway.close());

const ring = [
  storedKey('ann', { owner: true }),
  storedKey('bob', { owner: true }),
  storedKey('desk', { agents: ['front-desk'], owner: true }),
  storedKey('guest'),
  storedKey('admin', { owner: true, scopes: ['operator.admin'] }),
  storedKey('reader', { tools: { allow: ['session_status', 'read', 'exec'] } }),
];

beforeEach(async () => {
  gateway.upstream.reset();
  await inForce(ring);
});
afterEach(() => WsClient.cutAll());

const as = (name: string) => bearer(secretOf(name));
const connect = (name: string, scopes?: string[]) =>
  WsClient.connect(gateway, { auth: { token: secretOf(name) }, ...(scopes ? { scopes } : {}) });

/** Writes the keys and waits until the gateway goes by them. */
async function inForce(keys: typeof ring): Promise<void> {
  const before = timesChanged();
  writeKeys(stateDir, [...keys, storedKey(`marker-${before}`)]);
  await eventually(() => timesChanged() > before);
}

function timesChanged(): number {
  return gateway.logLines.filter((line) => line.includes('The named keys have changed')).length;
}

async function statusOf(secret: string): Promise<number> {
  return (await get(gateway.url, '/v1/models', bearer(secret))).status;
}

describe('C6: named keys', () => {
  it('open the gateway from the configuration and from the key file, on HTTP and on WebSocket', async () => {
    expect([await statusOf(configured), await statusOf(secretOf('ann')), await statusOf('ocg_ann_guessed')]).toEqual([
      200, 200, 401,
    ]);
    const client = await connect('ann');
    expect((await client.result('sessions.list')).sessions).toEqual([]);
  });

  it('one that expired is refused and says so', async () => {
    await inForce([storedKey('ann', { expiresAt: '2026-01-02' })]);
    const { status, json } = await get(gateway.url, '/v1/models', as('ann'));
    expect([status, json.error.code]).toEqual([401, 'invalid_api_key']);
    expect(json.error.message).toContain('expired');
    const client = await WsClient.open(gateway);
    expect((await client.sayHello({ auth: { token: secretOf('ann') } })).error?.details.code).toBe('AUTH_KEY_EXPIRED');
  });

  it('F1: without owner there is no owner run, whatever the header says, and the session of the owner stays closed', async () => {
    for (const value of ['true', 'TRUE', '']) {
      await chat(gateway.url, {}, { headers: { ...as('guest'), 'x-openclaw-sender-is-owner': value } });
      const names = (gateway.upstream.lastRequest.body['tools'] as { function: { name: string } }[]).map(
        (tool) => tool.function.name,
      );
      expect(names).toContain('session_status');
      expect(names).not.toContain('exec');
    }
  });

  it('F2: a claim to be the owner that has no effect is told, on HTTP and on WebSocket, and no other', async () => {
    const told = 'this credential may not be the owner';
    const warningOf = async (name: string, claim?: string) => {
      const claimed: Record<string, string> = claim === undefined ? {} : { 'x-openclaw-sender-is-owner': claim };
      const { status, headers } = await chat(gateway.url, {}, { headers: { ...as(name), ...claimed } });
      return [status, headers.get('x-openclaw-warning')];
    };
    expect(await warningOf('guest', 'true')).toEqual([200, expect.stringContaining(told)]);
    for (const [name, claim] of [['guest', 'false'], ['guest'], ['ann', 'true']])
      expect(await warningOf(name, claim)).toEqual([200, null]);
    const client = await connect('guest');
    const ask = async (idempotencyKey: string, senderIsOwner?: boolean) =>
      (await client.startAgent({ message: 'hi', idempotencyKey, senderIsOwner })).accepted.payload.warnings;
    expect(await ask('claimed', true)).toEqual([expect.stringContaining(told)]);
    expect(await ask('unclaimed')).toBeUndefined();
    const message = { message: 'hi', sessionKey: 'main', idempotencyKey: 'sent', senderIsOwner: true };
    expect((await client.result('chat.send', message)).warnings).toEqual([expect.stringContaining(told)]);
  });

  it('what is for the owner alone says that a key may be the owner’s', async () => {
    const { status, json } = await get(gateway.url, '/v1/sessions', as('guest'));
    expect(status).toBe(403);
    expect(json.error.message).toContain('a key that was made with owner: true');
  });

  it('narrows the tools; owner-only ones stay away too', async () => {
    await chat(gateway.url, {}, { headers: as('reader') });
    const tools = gateway.upstream.lastRequest.body['tools'] as { function: { name: string } }[];
    expect(tools.map((tool) => tool.function.name)).not.toContain('exec');
    expect(tools.map((tool) => tool.function.name)).not.toContain('sessions_spawn');
    gateway.upstream.script(toolCall('exec', { command: 'id' }));
    const { json } = await chat(gateway.url, {}, { headers: as('reader') });
    expect(json.choices[0].message.content).toBe('ok');
    expect(JSON.stringify(gateway.upstream.lastRequest.body['messages'])).toContain("There is no tool 'exec' here");
  });

  it('has a compat of its own', async () => {
    const strict = await chat(gateway.url, { store: true }, { headers: bearer(configured) });
    expect([strict.status, strict.json.error.param]).toEqual([400, 'store']);
    expect((await chat(gateway.url, { store: true })).status).toBe(200);
  });
});

describe('C6: a key for one agent', () => {
  it('E5: lists that agent alone, and the default agent is its own', async () => {
    const { json } = await get(gateway.url, '/v1/models', as('desk'));
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual(['openclaw:front-desk']);
    const answer = await chat(gateway.url, {}, { headers: as('desk') });
    expect(answer.headers.get('x-openclaw-agent-id')).toBe('front-desk');
  });

  it.each<[string, () => Promise<{ status: number; json: unknown }>]>([
    ['the model of a chat', () => chat(gateway.url, { model: 'openclaw:main' }, { headers: as('desk') })],
    ['the agent header', () => chat(gateway.url, {}, { headers: { ...as('desk'), 'x-openclaw-agent-id': 'main' } })],
    ['the model with a user', () => chat(gateway.url, { model: 'openclaw:main', user: 'u' }, { headers: as('desk') })],
    ['one model', () => get(gateway.url, '/v1/models/openclaw:main', as('desk'))],
    ['embeddings', () => embed(gateway.url, { model: 'openclaw:main' }, { headers: as('desk') })],
    ['its sessions', () => call(gateway.url, 'GET', '/v1/sessions?agent=main', { headers: as('desk') })],
    ['a session of it', () => call(gateway.url, 'GET', sessionPath('agent:main:x'), { headers: as('desk') })],
    ['to reset one', () => call(gateway.url, 'POST', `${sessionPath('agent:main:x')}/reset`, { headers: as('desk') })],
    ['to remove one', () => call(gateway.url, 'DELETE', sessionPath('agent:main:x'), { headers: as('desk') })],
    ['its runs', () => call(gateway.url, 'GET', '/v1/runs?agent=main', { headers: as('desk') })],
  ])('answers 403 for another one: %s', async (_door, ask) => {
    const { status, json } = await ask();
    expect([status, json]).toMatchObject([403, notAllowed]);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('answers 403 for a response, and explains the refusal', async () => {
    const answer = await postResponse(gateway, { model: 'openclaw:main', input: 'hi' }, as('desk'));
    expect([answer.status, answer.body]).toMatchObject([403, notAllowed]);
    const body = JSON.stringify({ model: 'openclaw:main', messages: [{ role: 'user', content: 'hi' }] });
    const headers = { ...as('desk'), 'content-type': 'application/json' };
    const { json } = await call(gateway.url, 'POST', '/v1/explain', { headers, body });
    expect(json).toMatchObject({ refusal: { status: 403, ...notAllowed } });
    expect(json).not.toHaveProperty('agent');
  });

  it.each([
    ['agent', { message: 'hi', idempotencyKey: 'k1', agentId: 'main' }],
    ['agent', { message: 'hi', idempotencyKey: 'k2', sessionKey: 'agent:main:x' }],
    ['chat.send', { message: 'hi', idempotencyKey: 'k3', sessionKey: 'agent:main:x' }],
    ['chat.history', { sessionKey: 'agent:main:x' }],
    ['chat.abort', { sessionKey: 'agent:main:x' }],
    ['sessions.create', { key: 'x', agentId: 'main' }],
    ['sessions.describe', { key: 'agent:main:x' }],
    ['sessions.history', { key: 'agent:main:x' }],
    ['sessions.list', { agentId: 'main' }],
  ])('the WebSocket method %s %j refuses another one', async (method, params) => {
    const client = await connect('desk');
    const { ok, error } = await client.request(method, params);
    expect([ok, error?.details.code]).toEqual([false, 'agent_not_allowed']);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('sees no other agent on WebSocket', async () => {
    const client = await connect('desk');
    const { agents, defaultId } = await client.result('agents.list');
    expect([agents.map(({ id }: { id: string }) => id), defaultId]).toEqual([['front-desk'], 'front-desk']);
    expect((await client.result('health')).agents).toHaveLength(1);
  });
});

describe('C6: what belongs to a key', () => {
  const turn = (name: string, headers: Record<string, string> = {}) =>
    chat(gateway.url, { user: 'ada' }, { headers: { ...as(name), ...headers } });

  it('H2, H3: the same user and the same key are other sessions for each, and those of the token keep their names', async () => {
    const keys: (string | null)[] = [];
    const choices: Record<string, string>[] = [{}, { 'x-openclaw-session-key': 'talk' }];
    for (const headers of choices) {
      for (const caller of [as('ann'), as('bob'), bearer(testToken)]) {
        const answer = await chat(gateway.url, { user: 'ada' }, { headers: { ...caller, ...headers } });
        keys.push(answer.headers.get('x-openclaw-session-key'));
        expect(gateway.upstream.lastRequest.body['messages']).toHaveLength(2);
      }
    }
    expect(keys).toEqual([
      'agent:main:key:ann:openai-user:ada',
      'agent:main:key:bob:openai-user:ada',
      'agent:main:openai-user:ada',
      'agent:main:key:ann:talk',
      'agent:main:key:bob:talk',
      'agent:main:talk',
    ]);
    const again = await chat(gateway.url, {}, { headers: { ...as('ann'), 'x-openclaw-session-key': keys[3] ?? '' } });
    expect(again.headers.get('x-openclaw-session-key')).toBe(keys[3]);
    expect(gateway.upstream.lastRequest.body['messages']).toHaveLength(4);
  });

  it('is not found by others over HTTP: sessions, runs and responses, 404 and no 403', async () => {
    const session = (await turn('ann')).headers.get('x-openclaw-session-key') ?? '';
    const runId = (await turn('ann')).headers.get('x-openclaw-run-id') ?? '';
    const response = (await postResponse(gateway, { input: 'hi' }, as('ann'))).body.id as string;
    const doors = [
      ['GET', sessionPath(session)],
      ['POST', `${sessionPath(session)}/reset`],
      ['DELETE', sessionPath(session)],
      ['GET', `/v1/runs/${runId}`],
      ['GET', `/v1/runs/${runId}/events`],
      ['POST', `/v1/runs/${runId}/cancel`],
      ['GET', `/v1/responses/${response}`],
      ['GET', `/v1/responses/${response}/input_items`],
      ['POST', `/v1/responses/${response}/cancel`],
      ['DELETE', `/v1/responses/${response}`],
    ];
    for (const [method = '', path = ''] of doors) {
      const { status } = await call(gateway.url, method, path, { headers: as('bob') });
      expect([method, path, status]).toEqual([method, path, 404]);
    }
    const next = await postResponse(gateway, { input: 'hi', previous_response_id: response }, as('bob'));
    expect([next.status, next.body.error.code]).toEqual([404, 'response_not_found']);
    for (const list of ['sessions', 'runs']) {
      const { text } = await call(gateway.url, 'GET', `/v1/${list}`, { headers: as('bob') });
      expect(text).not.toContain('key:ann:');
      expect((await call(gateway.url, 'GET', `/v1/${list}`, { headers: as('ann') })).text).toContain('key:ann:');
      expect((await call(gateway.url, 'GET', `/v1/${list}`)).text).toContain('key:ann:');
    }
    expect((await call(gateway.url, 'GET', sessionPath(session))).status).toBe(200);
    expect((await call(gateway.url, 'GET', `/v1/runs/${runId}`)).status).toBe(200);
    expect((await call(gateway.url, 'GET', `/v1/responses/${response}`)).status).toBe(200);
  });

  it('a conversation of the same name is another one for each', async () => {
    for (const name of ['ann', 'bob']) {
      const answer = await postResponse(gateway, { input: `it is ${name}`, conversation: 'c1' }, as(name));
      expect(answer.headers['x-openclaw-session-key']).toBe(`agent:main:key:${name}:conversation:c1`);
      expect(JSON.stringify(gateway.upstream.lastRequest.body)).not.toContain(
        name === 'bob' ? 'it is ann' : 'it is bob',
      );
    }
  });

  it('is not found by others on WebSocket, and not told in events', async () => {
    const [ann, bob, owner] = [await connect('ann'), await connect('bob'), await WsClient.connect(gateway)];
    for (const client of [ann, bob, owner]) await client.result('sessions.subscribe');
    const { runId } = await ann.result('chat.send', { sessionKey: 'secret', message: 'hi', idempotencyKey: 'same' });
    await ann.next(({ event }) => event === 'sessions.changed');
    await owner.next(({ event }) => event === 'sessions.changed');
    expect(bob.eventNames.filter((name) => name !== 'connect.challenge' && name !== 'tick')).toEqual([]);
    const whole = 'agent:main:key:ann:secret';
    expect((await bob.request('agent.wait', { runId })).error?.details.code).toBe('run_not_found');
    expect((await bob.result('sessions.describe', { key: whole })).session).toBeNull();
    expect((await bob.request('sessions.history', { key: whole })).error?.details.code).toBe('session_not_found');
    expect((await bob.result('chat.history', { sessionKey: whole })).messages).toEqual([]);
    expect((await bob.result('chat.abort', { sessionKey: whole })).runIds).toEqual([]);
    expect((await bob.result('sessions.list', { search: 'secret' })).sessions).toEqual([]);
    expect((await bob.result('status')).sessions.recent.map(({ key }: { key: string }) => key)).not.toContain(whole);
    const repeated = await bob.result('chat.send', { sessionKey: 'secret', message: 'hi', idempotencyKey: 'same' });
    expect([repeated.status, repeated.runId === runId]).toEqual(['started', false]);
    expect((await ann.result('chat.history', { sessionKey: whole })).messages).toHaveLength(2);
    expect((await owner.result('chat.history', { sessionKey: whole })).messages).toHaveLength(2);
  });

  it('is not shown to the tools of others', async () => {
    await turn('ann');
    gateway.upstream.script(toolCall('sessions_list', {}));
    await turn('bob', { 'x-openclaw-session-key': 'look' });
    expect(JSON.stringify(gateway.upstream.lastRequest.body['messages'])).not.toContain('key:ann:');
    gateway.upstream.script(toolCall('sessions_history', { sessionKey: 'agent:main:key:ann:openai-user:ada' }));
    await turn('bob', { 'x-openclaw-session-key': 'look' });
    expect(JSON.stringify(gateway.upstream.lastRequest.body['messages'])).toContain('no such session');
  });
});

describe('C6: scopes on WebSocket', () => {
  const whole = ['config.get', 'config.schema', 'logs.tail', 'system-presence', 'models.probe'];

  it('an ordinary key reads and writes what is its own, and changes nothing for others', async () => {
    for (const name of ['guest', 'ann']) {
      const client = await connect(name, ['operator.admin', 'operator.read']);
      for (const method of [...whole, 'sessions.delete', 'sessions.reset']) {
        const { error } = await client.request(method, { key: 'x' });
        expect([method, error?.details.missingScope]).toEqual([method, 'operator.admin']);
      }
      expect((await client.request('chat.send', { sessionKey: 'x', message: 'hi', idempotencyKey: name })).ok).toBe(
        true,
      );
    }
  });

  it('a key of the owner that says so may do all, and still sees its own sessions alone', async () => {
    await chat(gateway.url, { user: 'ada' }, { headers: as('ann') });
    const client = await connect('admin');
    expect((await client.result('logs.tail')).lines.length).toBeGreaterThan(0);
    expect((await client.result('config.get')).valid).toBe(true);
    expect((await client.result('sessions.list')).sessions).toEqual([]);
  });
});

describe('C6: a key that ends', () => {
  const without = (name: string) => ring.map((key) => (key.name === name ? { ...key, revokedAt: '2026-01-01' } : key));

  /** Milliseconds from the revocation to the end of a stream of the key. */
  async function timeToEnd(name: string): Promise<number> {
    const door = gate();
    gateway.upstream.script(chunks(['one', door, 'two']));
    const told = (await openChat(gateway.url, { stream: true }, { headers: as(name) })).text();
    writeKeys(stateDir, without(name));
    const milliseconds = await livedMilliseconds(told);
    expect(await told).toMatch(/"code":"invalid_api_key".*\n\ndata: \[DONE\]\n\n$/s);
    door.open();
    expect(await statusOf(secretOf(name))).toBe(401);
    await inForce(ring);
    return milliseconds;
  }

  it('takes its streams along within 100 ms, and leaves those of others', async () => {
    const his = gate();
    gateway.upstream.script(chunks(['one', his, 'two']));
    const other = await openChat(gateway.url, { stream: true }, { headers: as('bob') });
    const times: number[] = [];
    for (const name of ['ann', 'guest', 'reader', 'ann']) times.push(await timeToEnd(name));
    // A machine that is busy with other tests may be late once, but not each time.
    expect(Math.min(...times)).toBeLessThan(100);
    his.open();
    expect(await other.text()).toContain('two');
  });

  it('takes its WebSockets and what they started along', async () => {
    const [ann, bob] = [await connect('ann'), await connect('bob')];
    const hers = gate();
    gateway.upstream.script(chunks(['one', hers, 'two']));
    await ann.result('chat.send', { sessionKey: 'x', message: 'hi', idempotencyKey: 'going-on' });
    await gateway.upstream.received(1);
    writeKeys(stateDir, without('ann'));
    expect(await ann.closed).toEqual({ code: 1008, reason: 'credentials changed' });
    const { json } = await call(gateway.url, 'GET', '/v1/runs/ann:going-on');
    expect(json).toMatchObject({ status: 'failed', error: { code: 'invalid_api_key' } });
    expect((await bob.request('agents.list')).ok).toBe(true);
    hers.open();
  });

  it('one that allows something else by now closes its WebSockets, and lets streams come to their end', async () => {
    const ann = await connect('ann');
    const hers = gate();
    gateway.upstream.script(chunks(['one', hers, 'two']));
    const stream = await openChat(gateway.url, { stream: true }, { headers: as('ann') });
    await inForce(ring.map((key) => (key.name === 'ann' ? { ...key, agents: ['front-desk'] } : key)));
    expect((await ann.closed).code).toBe(1008);
    hers.open();
    expect(await stream.text()).toContain('two');
    expect((await chat(gateway.url, { model: 'openclaw:main' }, { headers: as('ann') })).status).toBe(403);
  });

  it('a damaged key file changes nothing, and a file that is gone ends all its keys', async () => {
    writeFileSync(keyFilePath(stateDir), '{"version":1,"keys":[{"id":');
    await eventually(() => gateway.logLines.some((line) => line.includes('it is not JSON')));
    expect(await statusOf(secretOf('ann'))).toBe(200);
    const before = timesChanged();
    rmSync(keyFilePath(stateDir));
    await eventually(() => timesChanged() > before);
    expect([await statusOf(secretOf('ann')), await statusOf(configured)]).toEqual([401, 200]);
  });
});
