import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { SessionStore } from '../../src/sessions/session-store.port.js';
import { chat } from '../support/chat.js';
import { turn as storedTurn } from '../support/conversation-factory.js';
import { hang, status, text } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { TestGateway } from '../support/test-gateway.js';
import { type ReceivedFrame, WsClient } from '../support/ws-client.js';

let gateway: TestGateway;
let clock: FakeClock;
let client: WsClient;
let count = 0;

beforeEach(async () => {
  clock = new FakeClock();
  gateway = await TestGateway.start({ override: (builder) => builder.overrideProvider(Clock).useValue(clock) });
  client = await WsClient.connect(gateway);
});
afterEach(async () => {
  WsClient.cutAll();
  await gateway.close();
});

/** One turn in a session, a second after whatever came before. */
async function turn(sessionKey: string, message = 'hi'): Promise<void> {
  await clock.advance(1_000);
  const { completed } = await client.startAgent({ message, sessionKey, idempotencyKey: `turn-${++count}` });
  expect((await completed).ok).toBe(true);
}

const keysOf = (list: { sessions: { key: string }[] }): string[] => list.sessions.map(({ key }) => key);

describe('sessions.list', () => {
  beforeEach(async () => {
    for (const key of ['alpha', 'beta', 'agent:front-desk:gamma', 'alpha']) await turn(key);
  });

  it('has the last used first, whole and with the default model', async () => {
    const list = await client.result('sessions.list');
    expect(list).toMatchObject({
      ts: clock.now(),
      count: 3,
      total: 3,
      defaults: { modelProvider: 'fake', model: 'model', contextTokens: expect.any(Number) },
    });
    expect(keysOf(list)).toEqual(['agent:main:alpha', 'agent:front-desk:gamma', 'agent:main:beta']);
    expect(list.sessions[0]).toEqual({
      key: 'agent:main:alpha',
      kind: 'direct',
      sessionId: 'alpha',
      agentId: 'main',
      owner: true,
      createdAt: clock.now() - 3_000,
      updatedAt: clock.now(),
      turns: 2,
      bytes: expect.any(Number),
      hasActiveRun: false,
      model: 'model',
      modelProvider: 'fake',
      contextTokens: expect.any(Number),
    });
    expect(list.sessions[1]).toMatchObject({ agentId: 'front-desk', owner: false, turns: 1 });
  });

  it.each<[string, object, string[], number]>([
    ['of one agent', { agentId: 'main' }, ['agent:main:alpha', 'agent:main:beta'], 2],
    ['of one agent in any case', { agentId: 'MAIN', limit: 1 }, ['agent:main:alpha'], 2],
    ['that hold a text', { search: 'GAM' }, ['agent:front-desk:gamma'], 1],
    ['that hold a text with signs of patterns', { search: 'a%' }, [], 0],
    ['page by page', { limit: 2, offset: 1 }, ['agent:front-desk:gamma', 'agent:main:beta'], 3],
    ['none, for their number', { limit: 0 }, [], 3],
    ['beyond the last', { offset: 50 }, [], 3],
  ])('gives those %s', async (_name, params, keys, total) => {
    const list = await client.result('sessions.list', params);
    expect(keysOf(list)).toEqual(keys);
    expect(list).toMatchObject({ count: keys.length, total });
  });

  it.each([{ limit: -1 }, { limit: 1_001 }, { limit: '5' }, { offset: -1 }, { search: 7 }, { agentId: '' }])(
    'refuses %j',
    async (params) => {
      expect((await client.request('sessions.list', params)).error?.message).toMatch(
        /^invalid sessions.list params: at \//,
      );
    },
  );

  it('is empty for an agent that is not there, and does not name the model of another one', async () => {
    expect(await client.result('sessions.list', { agentId: 'nobody' })).toEqual({
      ts: clock.now(),
      count: 0,
      total: 0,
      defaults: { modelProvider: null, model: null, contextTokens: null },
      sessions: [],
    });
  });

  it('refuses an agent that is no name, as HTTP does', async () => {
    expect((await client.request('sessions.list', { agentId: 'no agent' })).error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { code: 'invalid_agent_id', param: 'agentId' },
    });
  });

  it('leaves stateless calls out and has those of HTTP', async () => {
    await chat(gateway.url);
    await chat(gateway.url, { user: 'ada' });
    expect(keysOf(await client.result('sessions.list')).filter((key) => key.includes('openai'))).toEqual([
      'agent:main:openai-user:ada',
    ]);
  });
});

describe('sessions.describe', () => {
  it('gives the row of one session, by its name, its whole key or the name within an agent', async () => {
    await turn('alpha');
    await turn('agent:front-desk:alpha');
    const of = async (params: object): Promise<string> =>
      (await client.result('sessions.describe', params)).session.key;
    expect(await of({ key: 'alpha' })).toBe('agent:main:alpha');
    expect(await of({ key: 'agent:MAIN:alpha' })).toBe('agent:main:alpha');
    expect(await of({ key: 'alpha', agentId: 'front-desk' })).toBe('agent:front-desk:alpha');
  });

  it('gives null where nothing is kept', async () => {
    expect(await client.result('sessions.describe', { key: 'nothing' })).toEqual({ session: null });
  });

  it('tells whether a run is at work', async () => {
    await turn('alpha');
    gateway.upstream.script(hang());
    await client.startAgent({ message: 'hi', sessionKey: 'alpha', idempotencyKey: 'at-work' });
    await gateway.upstream.received(2);
    expect((await client.result('sessions.describe', { key: 'alpha' })).session.hasActiveRun).toBe(true);
  });
});

describe('sessions.create', () => {
  it('says how a session is called; it is kept from its first turn on', async () => {
    expect(await client.result('sessions.create', { key: 'new', agentId: 'Front-Desk' })).toEqual({
      ok: true,
      key: 'agent:front-desk:new',
      sessionId: 'new',
    });
    expect((await client.result('sessions.list')).total).toBe(0);
  });
});

describe('which key names a session', () => {
  const sayHi = (params: object): Promise<ReceivedFrame> =>
    client.request('chat.send', { message: 'hi', idempotencyKey: `key-${++count}`, ...params });

  it.each<[string, string | undefined, string]>([
    ['agent:main', undefined, 'names an agent but no session'],
    ['agent::x', undefined, 'agent id is not valid'],
    ['subagent:x', undefined, 'reserved'],
    ['agent:main:cron:x', undefined, 'reserved'],
    ['a b', undefined, 'without spaces'],
    ['ü', undefined, 'printable ASCII'],
    ['x'.repeat(600), undefined, 'at most 512'],
    ['agent:nobody:x', undefined, "no agent 'nobody'"],
    ['agent:front-desk:x', 'main', 'names another agent'],
    ['x', 'nobody', "no agent 'nobody'"],
    ['x', 'no agent', 'agent id is not valid'],
  ])('sessions.create refuses %s of the agent %s as chat.send does', async (key, agentId, words) => {
    const created = await client.request('sessions.create', { key, agentId });
    const sent = await sayHi({ sessionKey: key, agentId });
    const param = agentId === undefined || agentId === 'main' ? 'key' : 'agentId';
    expect(created.error).toMatchObject({ code: 'INVALID_REQUEST', details: { param } });
    expect(created.error?.message).toContain(words);
    expect(sent.error?.message).toBe(created.error?.message);
  });

  it.each(['desk', 'agent:main:desk', 'AGENT:Main:Desk', 'a:b', 'agent:front-desk:x'])(
    'sessions.create and a run come to the same for %s',
    async (key) => {
      const created = await client.result('sessions.create', { key });
      const { accepted, completed } = await client.startAgent({
        message: 'hi',
        sessionKey: key,
        idempotencyKey: `key-${++count}`,
      });
      expect(accepted.payload.sessionKey).toBe(created.key);
      await completed;
    },
  );

  it.each<[string, string]>([
    ['chat.history', 'sessionKey'],
    ['chat.abort', 'sessionKey'],
    ['sessions.describe', 'key'],
    ['sessions.history', 'key'],
    ['sessions.reset', 'key'],
    ['sessions.delete', 'key'],
  ])('%s refuses two agents, an agent that is no name, and a key without a session', async (method, field) => {
    await turn('agent:front-desk:x');
    const { error } = await client.request(method, { [field]: 'agent:front-desk:x', agentId: 'main' });
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { status: 400, param: field } });
    expect(error?.message).toContain('names another agent than the request; leave the agent out');
    const noName = await client.request(method, { [field]: 'x', agentId: 'no agent' });
    expect(noName.error?.details.param).toBe('agentId');
    const nameless = await client.request(method, { [field]: 'agent:front-desk:' });
    expect(nameless.error?.message).toContain('names an agent but no session');
    expect((await client.result('sessions.list')).total).toBe(1);
  });

  it('a session of an agent that is no longer configured is read and removed by its whole key', async () => {
    const key = 'agent:gone:desk';
    const store = gateway.app.get<SessionStore>(SessionStore);
    await store.append({ key, agentId: 'gone', owner: true }, storedTurn('1', null));
    const row = { key, agentId: 'gone', model: null, modelProvider: null, contextTokens: null };
    expect((await client.result('sessions.list', { agentId: 'gone' })).sessions).toMatchObject([row]);
    expect((await client.result('sessions.describe', { key: 'AGENT:Gone:desk' })).session).toMatchObject(row);
    expect((await client.result('chat.history', { sessionKey: key })).messages).toHaveLength(2);
    expect((await client.result('sessions.history', { key: 'desk', agentId: 'gone' })).total).toBe(1);
    expect((await client.result('sessions.reset', { key })).existed).toBe(true);
    expect((await client.result('sessions.delete', { key })).deleted).toBe(true);
    expect((await sayHi({ sessionKey: key })).error?.message).toContain("no agent 'gone'");
  });
});

describe('sessions.history', () => {
  beforeEach(async () => {
    gateway.upstream.handler = ({ lastUserText }) => text(`you said ${lastUserText}`);
    for (const message of ['one', 'two', 'three']) await turn('alpha', message);
  });

  const said = (history: { turns: { messages: { content: { text: string }[] }[] }[] }): string[][] =>
    history.turns.map(({ messages }) => messages.map(({ content }) => content.map((part) => part.text).join('')));

  it('has the turns with all messages, oldest first', async () => {
    const history = await client.result('sessions.history', { key: 'alpha' });
    expect(history).toMatchObject({ key: 'agent:main:alpha', total: 3 });
    expect(history.turns[0]).toMatchObject({
      id: expect.any(String),
      runId: expect.any(String),
      createdAt: expect.any(Number),
    });
    expect(said(history)).toEqual([
      ['one', 'you said one'],
      ['two', 'you said two'],
      ['three', 'you said three'],
    ]);
  });

  it('goes back page by page', async () => {
    const newest = await client.result('sessions.history', { key: 'alpha', limit: 2 });
    expect(said(newest).map(([first]) => first)).toEqual(['two', 'three']);
    const earlier = await client.result('sessions.history', { key: 'alpha', limit: 2, before: newest.turns[0].id });
    expect(said(earlier).map(([first]) => first)).toEqual(['one']);
    const none = await client.result('sessions.history', { key: 'alpha', before: earlier.turns[0].id });
    expect(none).toMatchObject({ total: 3, turns: [] });
  });

  it('refuses a turn that the session does not have, and a session that is not kept', async () => {
    expect((await client.request('sessions.history', { key: 'alpha', before: 'no-turn' })).error).toEqual({
      code: 'INVALID_REQUEST',
      message: 'the session has no turn no-turn; leave `before` out for the newest turns',
      details: { code: 'turn_not_found' },
    });
    expect((await client.request('sessions.history', { key: 'nothing' })).error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { code: 'session_not_found', status: 404 },
    });
  });

  it.each([{}, { key: '' }, { key: 'alpha', limit: 0 }, { key: 'alpha', before: '' }])('refuses %j', async (params) => {
    expect((await client.request('sessions.history', params)).error?.message).toMatch(
      /^invalid sessions.history params: at /,
    );
  });
});

describe('sessions.reset', () => {
  it('lets a session begin anew: the model sees nothing of before', async () => {
    await turn('alpha', 'before the reset');
    expect(await client.result('sessions.reset', { key: 'alpha' })).toEqual({
      ok: true,
      key: 'agent:main:alpha',
      entry: { sessionId: 'alpha' },
      existed: true,
    });
    await turn('alpha', 'after');
    expect(gateway.upstream.lastRequest.raw).not.toContain('before the reset');
    expect((await client.result('sessions.history', { key: 'alpha' })).turns).toHaveLength(1);
    expect((await client.result('sessions.describe', { key: 'alpha' })).session.turns).toBe(2);
  });

  it('stops what is at work first', async () => {
    await turn('alpha');
    gateway.upstream.script(hang());
    const { completed } = await client.startAgent({ message: 'hi', sessionKey: 'alpha', idempotencyKey: 'reset-1' });
    await gateway.upstream.received(2);
    expect((await client.result('sessions.reset', { key: 'alpha' })).existed).toBe(true);
    expect((await completed).error?.details.code).toBe('run_cancelled');
  });

  it('of a session that is not kept changes nothing', async () => {
    expect((await client.result('sessions.reset', { key: 'nothing' })).existed).toBe(false);
  });
});

describe('sessions.delete', () => {
  it('removes a session with all that was said, and others not', async () => {
    await turn('alpha');
    await turn('beta');
    expect(await client.result('sessions.delete', { key: 'alpha' })).toEqual({
      ok: true,
      key: 'agent:main:alpha',
      deleted: true,
    });
    expect(keysOf(await client.result('sessions.list'))).toEqual(['agent:main:beta']);
    expect((await client.result('sessions.delete', { key: 'alpha' })).deleted).toBe(false);
  });

  it.each(['sessions.reset', 'sessions.delete', 'sessions.describe', 'sessions.create'])(
    '%s refuses parameters that are none',
    async (method) => {
      for (const params of [{}, { key: '' }, { key: 7 }, { key: 'x'.repeat(2_201) }, { key: 'x', agentId: 7 }]) {
        expect((await client.request(method, params)).error?.message).toMatch(new RegExp(`^invalid ${method} params`));
      }
    },
  );
});

describe('sessions.changed', () => {
  it('comes to those who asked for it, for each turn, reset and removal, whoever did it', async () => {
    const other = await WsClient.connect(gateway);
    const blind = await WsClient.connect(gateway, { scopes: [] });
    expect(await client.result('sessions.subscribe')).toEqual({ subscribed: true });
    expect((await blind.request('sessions.subscribe')).error?.code).toBe('FORBIDDEN');
    await turn('alpha');
    await chat(gateway.url, { user: 'ada' });
    await chat(gateway.url);
    await other.result('sessions.reset', { key: 'alpha' });
    await other.result('sessions.delete', { key: 'alpha' });
    await other.result('sessions.delete', { key: 'alpha' });
    await Promise.all([client.settled(), other.settled(), blind.settled().catch(() => undefined)]);
    const main = { agentId: 'main', ts: clock.now() };
    const alpha = { sessionKey: 'agent:main:alpha', key: 'agent:main:alpha', ...main };
    const ada = { sessionKey: 'agent:main:openai-user:ada', key: 'agent:main:openai-user:ada', ...main };
    expect(client.payloads('sessions.changed')).toEqual([
      { ...alpha, reason: 'turn' },
      { ...ada, reason: 'turn' },
      { ...alpha, reason: 'reset' },
      { ...alpha, reason: 'delete' },
    ]);
    expect([...other.payloads('sessions.changed'), ...blind.payloads('sessions.changed')]).toEqual([]);
  });

  it('says nothing of runs that stored nothing: those that fail, and those that are stopped, also in the queue', async () => {
    await client.result('sessions.subscribe');
    gateway.upstream.script(status(400), hang());
    const failed = await client.startAgent({ message: 'hi', sessionKey: 'alpha', idempotencyKey: 'fails' });
    expect((await failed.completed).ok).toBe(false);
    const hanging = await client.startAgent({ message: 'hi', sessionKey: 'alpha', idempotencyKey: 'hangs' });
    await gateway.upstream.received(2);
    const queued = await client.startAgent({ message: 'hi', sessionKey: 'alpha', idempotencyKey: 'waits' });
    await client.result('chat.abort', { sessionKey: 'alpha', runId: 'waits' });
    await client.result('chat.abort', { sessionKey: 'alpha' });
    const answers = await Promise.all([hanging.completed, queued.completed]);
    expect(answers.map(({ error }) => error?.details.code)).toEqual(['run_cancelled', 'run_cancelled']);
    await client.settled();
    expect(client.payloads('sessions.changed')).toEqual([]);
    expect((await client.result('sessions.list')).total).toBe(0);
    const told = client.payloads('agent').filter(({ runId }) => runId === 'waits');
    expect(told.map(({ data }) => data)).toEqual([
      { phase: 'error', endedAt: clock.now(), aborted: true, error: expect.any(String) },
    ]);
  });
});
