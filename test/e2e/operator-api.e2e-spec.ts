import { hostname, homedir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { text, toolCall } from '../support/fake-answers.js';
import { call, sessionPath, talk } from '../support/operator-http.js';
import { TestGateway } from '../support/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.close());

const keysOf = (answer: { json: { data: { key: string }[] } }) => answer.json.data.map(({ key }) => key);

describe('GET /v1/sessions', () => {
  beforeAll(async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) await talk(gateway.url, name);
  });

  it('lists kept sessions, the last used first, and says whether there are more', async () => {
    const { status, json } = await get(gateway.url, '/v1/sessions?search=LIST-&limit=2');
    expect(status).toBe(200);
    expect(json).toMatchObject({ object: 'list', total: 3, has_more: true });
    expect(json.data).toHaveLength(2);
    expect(json.data[0]).toEqual({
      object: 'openclaw.session',
      key: 'agent:main:list-c',
      agent_id: 'main',
      owner: true,
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
      turns: 1,
      bytes: expect.any(Number),
      has_active_run: false,
      model: 'fake/model',
    });
    expect(Math.abs(json.data[0].created_at - Date.now() / 1000)).toBeLessThan(60);
    const rest = await get(gateway.url, '/v1/sessions?search=list-&limit=2&offset=2&agent=MAIN');
    expect(keysOf(rest)).toEqual(['agent:main:list-a']);
    expect(rest.json.has_more).toBe(false);
    expect(keysOf(await get(gateway.url, '/v1/sessions?agent=front-desk'))).toEqual([]);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1&limit=2', 'offset=-1', 'agent=no%20agent', 'agent=%00'])(
    'refuses %s, naming it',
    async (query) => {
      const { status, json } = await get(gateway.url, `/v1/sessions?${query}`);
      expect([status, json.error.param]).toEqual([400, query.split('=')[0]]);
      expect(json.error.type).toBe('invalid_request_error');
    },
  );
});

describe('GET /v1/sessions/{key}', () => {
  const path = sessionPath('agent:main:desk/a_b%');

  beforeAll(async () => {
    await talk(gateway.url, 'desk/a_b%', 'first');
    gateway.upstream.script(toolCall('session_status', {}), text('done'));
    await talk(gateway.url, 'desk/a_b%', 'second');
    await talk(gateway.url, 'desk/a_b%', 'third');
  });

  it('has the session and its turns with all that was said, oldest first', async () => {
    const { status, json } = await get(gateway.url, path);
    expect(status).toBe(200);
    expect(json).toMatchObject({ object: 'openclaw.session', key: 'agent:main:desk/a_b%', turns: 3 });
    expect(json.history).toMatchObject({ object: 'list', total: 3, has_more: false });
    expect(json.history.data[1]).toMatchObject({
      object: 'openclaw.turn',
      run_id: expect.stringMatching(/^run_/),
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'second' }] },
        { role: 'assistant', content: [{ type: 'tool_call', name: 'session_status', arguments: {} }] },
        { role: 'tool', content: [{ type: 'text', text: expect.any(String) }] },
        { role: 'assistant', content: [{ type: 'text', text: 'done' }] },
      ],
    });
  });

  it('pages back through the turns, each once', async () => {
    const seen: string[] = [];
    for (let before = ''; ;) {
      const { json } = await get(gateway.url, `${path}?limit=1${before}`);
      seen.unshift(json.history.data[0].messages[0].content[0].text);
      before = `&before=${json.history.data[0].id}`;
      if (!json.history.has_more) break;
    }
    expect(seen).toEqual(['first', 'second', 'third']);
  });

  it('takes a name within the default agent for the whole key', async () => {
    expect((await get(gateway.url, sessionPath('desk/a_b%'))).json.key).toBe('agent:main:desk/a_b%');
  });

  it('refuses a turn that the session does not have', async () => {
    const { status, json } = await get(gateway.url, `${path}?before=nothing`);
    expect([status, json.error.param]).toEqual([400, 'before']);
  });

  it.each(['nothing', '\0', "' OR 1=1 --", '%', '__proto__', 'agent:front-desk:desk', '日本', 'x'.repeat(6_000)])(
    'is 404 for %j',
    async (hostile) => {
      const { status, json } = await get(gateway.url, sessionPath(hostile));
      expect([status, json.error.code]).toEqual([404, 'session_not_found']);
    },
  );

  it.each(['agent:main', 'agent:main:', 'agent::x'])('is 400 for %s, which names no session', async (nameless) => {
    const { status, json } = await get(gateway.url, sessionPath(nameless));
    expect([status, json.error.param]).toEqual([400, 'key']);
  });

  it('is 400 for a key that is not percent-encoded text', async () => {
    for (const broken of ['/v1/sessions/%', '/v1/sessions/%ff']) {
      const { status, json } = await get(gateway.url, broken);
      expect([status, json.error.type]).toEqual([400, 'invalid_request_error']);
    }
  });
});

describe('POST /v1/sessions/{key}/reset and DELETE', () => {
  it('a reset session begins anew and keeps what was said stored', async () => {
    await talk(gateway.url, 'reset-me', 'remember this');
    const path = sessionPath('agent:main:reset-me');
    const { status, json } = await call(gateway.url, 'POST', `${path}/reset`);
    expect([status, json.key, json.turns]).toEqual([200, 'agent:main:reset-me', 1]);
    expect((await get(gateway.url, path)).json.history).toMatchObject({ data: [], total: 0, has_more: false });
    await talk(gateway.url, 'reset-me', 'what was it?');
    expect(gateway.upstream.lastRequest.raw).not.toContain('remember this');
  });

  it('a body is ignored, whatever it is', async () => {
    await talk(gateway.url, 'body');
    const headers = { 'content-type': 'application/json' };
    const answer = await call(gateway.url, 'POST', `${sessionPath('body')}/reset`, { headers, body: '{"broken' });
    expect(answer.status).toBe(200);
  });

  it('a deleted session is gone, and its run is stopped first', async () => {
    await talk(gateway.url, 'delete-me');
    const held = gateway.upstream.manual();
    const running = talk(gateway.url, 'delete-me', 'again');
    await held;
    const path = sessionPath('agent:main:delete-me');
    expect((await get(gateway.url, path)).json.has_active_run).toBe(true);
    const { status, json } = await call(gateway.url, 'DELETE', path);
    expect([status, json]).toEqual([
      200,
      { object: 'openclaw.session.deleted', key: 'agent:main:delete-me', deleted: true },
    ]);
    expect((await running).json.error.code).toBe('run_cancelled');
    expect((await get(gateway.url, path)).status).toBe(404);
  });

  it('is 404 for what is not kept', async () => {
    const answers = [
      await call(gateway.url, 'POST', `${sessionPath('nothing')}/reset`),
      await call(gateway.url, 'DELETE', sessionPath('nothing')),
    ];
    for (const { status, json } of answers) expect([status, json.error.code]).toEqual([404, 'session_not_found']);
  });
});

describe('GET /v1/runs and /v1/runs/{id}', () => {
  it('has the newest first, each with what became of it', async () => {
    const first = await talk(gateway.url, 'runs', 'one');
    gateway.upstream.script((exchange) => exchange.json({ error: { message: 'broken' } }, 400));
    const second = await talk(gateway.url, 'runs', 'two');
    const { json } = await get(gateway.url, '/v1/runs?session=runs&agent=main');
    expect(json).toMatchObject({ object: 'list', total: 2, has_more: false });
    expect(json.data[0]).toMatchObject({
      object: 'openclaw.run',
      id: second.headers.get('x-openclaw-run-id'),
      status: 'failed',
      asked: 'two',
      usage: null,
      error: second.json.error,
    });
    const id = first.headers.get('x-openclaw-run-id');
    const one = await get(gateway.url, `/v1/runs/${id}`);
    expect(one.json).toEqual(json.data[1]);
    expect(one.json).toMatchObject({
      id,
      status: 'completed',
      session_key: 'agent:main:runs',
      session_kept: true,
      owner: { is_owner: true, because: 'default' },
      model: 'fake/model',
      finish_reason: 'stop',
      usage: first.json.usage,
      error: null,
    });
    expect((await get(gateway.url, '/v1/runs?session=runs&status=failed')).json.data).toHaveLength(1);
  });

  it.each(['status=gone', 'limit=0', 'status=failed&status=failed', 'agent=%20', 'limit=9999'])(
    'refuses %s, naming it',
    async (query) => {
      const { status, json } = await get(gateway.url, `/v1/runs?${query}`);
      expect([status, json.error.param]).toEqual([400, query.split('=')[0]]);
    },
  );

  it.each(['', '/events'])('is 404 for ids that nobody has (%s)', async (rest) => {
    for (const id of ['run_x', '__proto__', '%00', '%2e%2e%2f', 'x'.repeat(6_000)]) {
      const { status, json } = await get(gateway.url, `/v1/runs/${id}${rest}`);
      expect([id.slice(0, 9), status, json.error.code]).toEqual([id.slice(0, 9), 404, 'run_not_found']);
    }
  });
});

describe('POST /v1/runs/{id}/cancel', () => {
  it('stops a run at work, tells its caller, and may be repeated', async () => {
    const held = gateway.upstream.manual();
    const running = talk(gateway.url, 'cancel');
    const { request } = await held;
    const [{ id }] = (await get(gateway.url, '/v1/runs?session=cancel')).json.data;
    const { status, json } = await call(gateway.url, 'POST', `/v1/runs/${id}/cancel`);
    expect([status, json.id, json.status, json.error.code]).toEqual([200, id, 'cancelled', 'run_cancelled']);
    const told = await running;
    expect([told.status, told.json.error.code]).toEqual([409, 'run_cancelled']);
    await request.closed;
    expect(request.aborted).toBe(true);
    expect((await call(gateway.url, 'POST', `/v1/runs/${id}/cancel`)).json).toEqual(json);
  });

  it('takes a run that waits for its session out of the line', async () => {
    const held = gateway.upstream.manual();
    const first = talk(gateway.url, 'line', 'first');
    const exchange = await held;
    const second = talk(gateway.url, 'line', 'second');
    let queued: { id: string }[] = [];
    while (queued.length === 0) {
      queued = (await get(gateway.url, '/v1/runs?session=line&status=queued')).json.data.filter(
        ({ asked }: { asked: string }) => asked === 'second',
      );
    }
    const { json } = await call(gateway.url, 'POST', `/v1/runs/${queued[0]?.id ?? ''}/cancel`);
    expect(json.status).toBe('cancelled');
    expect((await second).json.error.code).toBe('run_cancelled');
    await text('done')(exchange);
    expect((await first).status).toBe(200);
  });

  it('leaves a run that is over as it is, and is 404 for none', async () => {
    const id = (await talk(gateway.url, 'over')).headers.get('x-openclaw-run-id') ?? '';
    const { status, json } = await call(gateway.url, 'POST', `/v1/runs/${id}/cancel`, { body: 'not JSON' });
    expect([status, json.status]).toEqual([200, 'completed']);
    const unknown = await call(gateway.url, 'POST', '/v1/runs/run_x/cancel');
    expect([unknown.status, unknown.json.error.code]).toEqual([404, 'run_not_found']);
  });
});

const everyPath: [method: string, path: string, allowed: string][] = [
  ['GET', '/v1/sessions', 'GET'],
  ['GET', '/v1/sessions/desk', 'GET, DELETE'],
  ['POST', '/v1/sessions/desk/reset', 'POST'],
  ['GET', '/v1/runs', 'GET'],
  ['GET', '/v1/runs/run_1', 'GET'],
  ['GET', '/v1/runs/run_1/events', 'GET'],
  ['POST', '/v1/runs/run_1/cancel', 'POST'],
];

describe('who may, and how', () => {
  it.each(everyPath)('%s %s is for the owner with a credential only', async (method, path) => {
    const without = await fetch(`${gateway.url}${path}`, { method });
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    for (const claim of ['false', 'perhaps']) {
      const headers = { 'x-openclaw-sender-is-owner': claim };
      const answer = await call(gateway.url, method, path, { headers });
      expect([answer.status, answer.json.error.code]).toEqual([403, 'insufficient_permissions']);
      expect(answer.headers.get('x-openclaw-warning') !== null).toBe(claim === 'perhaps');
    }
  });

  it.each(everyPath)('B3: %s %s names the methods that it knows (%s)', async (_method, path, allowed) => {
    const { status, headers, json } = await call(gateway.url, 'PUT', path);
    expect([status, headers.get('allow'), json.error.code]).toEqual([405, allowed, 'method_not_allowed']);
  });

  it('B8: every answer has the headers that all have', async () => {
    for (const [method, path] of everyPath) {
      const { headers } = await call(gateway.url, method, path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-request-id')).toMatch(/^req_/);
    }
  });

  it('C5, G6: no answer tells a secret or a detail of the host', async () => {
    await talk(gateway.url, 'plain');
    for (const [method, path] of [...everyPath, ['GET', '/openapi.json'], ['GET', sessionPath('plain')]]) {
      const { text: body } = await call(gateway.url, method, path);
      for (const secret of [testToken, 'not-a-real-key', hostname(), homedir(), process.cwd(), process.version]) {
        expect(body.includes(secret)).toBe(false);
      }
    }
  });
});

describe('the switch gateway.http.endpoints.operator.enabled', () => {
  it('B2: off, every path is 404 as if there were none, and the description is silent about them', async () => {
    const endpoints = { chatCompletions: { enabled: true }, operator: { enabled: false } };
    const off = await TestGateway.start({
      gateway: { auth: { mode: 'token', token: testToken }, http: { endpoints } },
    });
    try {
      for (const [method, path] of everyPath) {
        const { status, json } = await call(off.url, method, path);
        expect([status, json.error.code]).toEqual([404, 'unknown_url']);
        expect((await fetch(`${off.url}${path}`, { method })).status).toBe(404);
      }
      const { json } = await get(off.url, '/openapi.json');
      expect(Object.keys(json.paths).filter((path) => /sessions|runs/.test(path))).toEqual([]);
      expect(json.paths).toHaveProperty(['/v1/chat/completions']);
    } finally {
      await off.close();
    }
  });
});

describe('two who ask at once', () => {
  it('come to one end: one deletes, the other finds nothing', async () => {
    await talk(gateway.url, 'twice');
    const path = sessionPath('twice');
    const answers = await Promise.all([call(gateway.url, 'DELETE', path), call(gateway.url, 'DELETE', path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });
});
