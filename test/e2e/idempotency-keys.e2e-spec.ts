import { afterEach, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from '../../src/common/clock.js';
import { type Tool, Tools } from '../../src/tools/tool.port.js';
import { type ChatAnswer, get, readAnswer, says } from '../support/chat.js';
import { baseConfig, testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, hangAfter, status, text, toolCall } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { deleteResponse } from '../support/kept-response.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { rawChatRequest, sendRaw } from '../support/raw-http.js';
import { ask, open, repeatableEndpoints } from '../support/repeatable-endpoints.js';
import { servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway, type TestGatewayOptions } from '../support/test-gateway.js';
import { fakeTool } from '../support/tool-factory.js';

const keyed = { 'idempotency-key': 'call-1' };
const replay = 'x-openclaw-idempotent-replay';
const hour = 3_600_000;
const directories = temporaryDirectory();
const [[, chatEndpoint]] = repeatableEndpoints;

let gateway: TestGateway;
afterEach(() => gateway.close());

interface Setup extends TestGatewayOptions {
  tools?: Tool[];
  clock?: FakeClock;
}

async function start({ tools = [], clock, gateway: section, ...options }: Setup = {}): Promise<TestGateway> {
  gateway = await TestGateway.start({
    ...options,
    gateway: { ...servingResponses(), ...section },
    override: (builder) => {
      const withTools = builder.overrideProvider(Tools).useValue(tools);
      return clock ? withTools.overrideProvider(Clock).useValue(clock) : withTools;
    },
  });
  return gateway;
}

/** What has to be the same whenever an answer is given again. */
function essence({ status: code, headers, text: body }: ChatAnswer): unknown {
  const names = ['content-type', 'x-openclaw-run-id', 'x-openclaw-agent-id', 'x-openclaw-session-key'];
  return { code, body, headers: names.map((name) => headers.get(name)) };
}

describe.each(repeatableEndpoints)('K4: %s with an Idempotency-Key', (_name, endpoint) => {
  it.each([false, true])('is answered by the run that there was, to the byte (streamed: %s)', async (stream) => {
    const { url, upstream } = await start();
    upstream.script(chunks(['Good ', 'mor', 'ning ☀️']));
    const asking = { body: { stream, user: 'ada' }, headers: keyed };
    const first = await ask(url, endpoint, asking);
    const second = await ask(url, endpoint, asking);
    expect(first.text).toContain('ning ☀️');
    expect(essence(second)).toEqual(essence(first));
    expect([first.headers.get(replay), second.headers.get(replay)]).toEqual([null, 'true']);
    expect(upstream.requests).toHaveLength(1);
  });

  it('is told from its first event while the run goes on', async () => {
    const { url, upstream } = await start();
    const door = gate();
    upstream.script(chunks(['one ', door, 'two']));
    const asking = { body: { stream: true }, headers: keyed };
    // Both resolve with the first event, so the run is in the middle of its answer.
    const first = await open(url, endpoint, asking);
    const second = await open(url, endpoint, asking);
    expect([first.headers.get(replay), second.headers.get(replay)]).toEqual([null, 'true']);
    door.open();
    const [told, again] = await Promise.all([readAnswer(first), readAnswer(second)]);
    expect(told.text).toContain('two');
    expect(essence(again)).toEqual(essence(told));
    expect(upstream.requests).toHaveLength(1);
  });

  it('runs once for 50 calls at the same time', async () => {
    const { url, upstream } = await start();
    upstream.script(chunks(['one ', 'two']));
    const calls = Array.from({ length: 50 }, () => ask(url, endpoint, { body: { stream: true }, headers: keyed }));
    const answers = (await Promise.all(calls)).map((answer) => JSON.stringify(essence(answer)));
    expect(answers[0]).toContain('two');
    expect(new Set(answers).size).toBe(1);
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([false, true])('is known after a restart (streamed: %s)', async (stream) => {
    const stateDir = mkdtempSync(join(directories, 'state-'));
    const asking = { body: { stream }, headers: keyed };
    const before = await start({ stateDir });
    before.upstream.script(chunks(['Good ', 'morning']));
    const first = await ask(before.url, endpoint, asking);
    await before.close();
    const after = await start({ stateDir });
    expect(essence(await ask(after.url, endpoint, asking))).toEqual(essence(first));
    expect(after.upstream.requests).toHaveLength(0);
  });

  it('goes on when its client leaves, and is there when the client comes back', async () => {
    const { url, upstream } = await start();
    const door = gate();
    upstream.script(chunks(['one ', door, 'two']));
    const leaving = new AbortController();
    const left = open(url, endpoint, { headers: keyed, signal: leaving.signal });
    await eventually(() => upstream.requests.length === 1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    const again = ask(url, endpoint, { headers: keyed });
    door.open();
    expect((await again).text).toContain('one two');
    expect(upstream.requests).toHaveLength(1);
  });

  it('J5: ends with its client where that asks for it, and runs anew then', async () => {
    const { url, upstream } = await start();
    upstream.script(hangAfter('one '));
    const headers = { ...keyed, 'x-openclaw-on-disconnect': 'cancel' };
    const leaving = new AbortController();
    const left = open(url, endpoint, { headers, signal: leaving.signal });
    await eventually(() => upstream.requests.length === 1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(await livedMilliseconds(eventually(() => upstream.requests[0].aborted))).toBeLessThan(250);
    upstream.script(text('anew'));
    await eventually(() => gateway.logLines.some((line) => line.includes('"clientLeft":true')));
    expect((await ask(url, endpoint, { headers })).text).toContain('anew');
  });

  it('J5: is begun anew for who listens besides, where it ends with its client before anything was changed', async () => {
    const { url, upstream } = await start();
    upstream.script(hangAfter('one '), text('anew'));
    const headers = { ...keyed, 'x-openclaw-on-disconnect': 'cancel' };
    const leaving = new AbortController();
    const left = open(url, endpoint, { headers, signal: leaving.signal });
    await upstream.received(1);
    const besides = [1, 2].map(() => ask(url, endpoint, { headers }));
    // The gateway has begun to answer them when it has taken this one, which comes after them.
    await ask(url, endpoint, { body: { temperature: 99 } });
    leaving.abort();
    await expect(left).rejects.toThrow();
    const answers = await Promise.all(besides);
    expect(answers.map(({ status: code }) => code)).toEqual([200, 200]);
    for (const answer of answers) expect(answer.text).toContain('anew');
    expect(upstream.requests).toHaveLength(2);
  });

  it('J5: is refused to who listens besides, where it ends with its client after a tool changed something', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write] });
    const door = gate();
    upstream.script(async (exchange) => {
      await door.opened;
      await toolCall('write', {})(exchange);
    }, hangAfter('half'));
    const headers = { ...keyed, 'x-openclaw-on-disconnect': 'cancel' };
    const leaving = new AbortController();
    const left = open(url, endpoint, { headers, signal: leaving.signal });
    await upstream.received(1);
    const besides = ask(url, endpoint, { headers });
    await ask(url, endpoint, { body: { temperature: 99 } });
    door.open();
    await upstream.received(2);
    leaving.abort();
    await expect(left).rejects.toThrow();
    const { status: code, json } = await besides;
    expect([code, json.error.code, write.calls.length]).toEqual([409, 'run_interrupted', 1]);
  });

  it('J5: tells who listens besides the whole answer, where it came to its end with its client', async () => {
    const { url, upstream } = await start();
    const door = gate();
    upstream.script(chunks(['one ', door, 'two']));
    const asking = { headers: { ...keyed, 'x-openclaw-on-disconnect': 'cancel' } };
    const first = ask(url, endpoint, asking);
    await upstream.received(1);
    const besides = ask(url, endpoint, asking);
    door.open();
    expect((await besides).text).toContain('one two');
    expect(essence(await besides)).toEqual(essence(await first));
    expect(upstream.requests).toHaveLength(1);
  });

  it('conflicts with another request under the same key', async () => {
    const { url, upstream } = await start();
    await ask(url, endpoint, { headers: keyed });
    for (const other of [
      { body: { user: 'bob' }, headers: keyed },
      { headers: { ...keyed, 'x-openclaw-session-key': 'other' } },
      { headers: { ...keyed, 'x-openclaw-sender-is-owner': 'false' } },
      { headers: { ...keyed, 'x-openclaw-sender-is-owner': 'true' } },
      { headers: { ...keyed, 'x-openclaw-agent-id': 'main' } },
      { headers: { ...keyed, 'x-openclaw-agent-id': 'front-desk' } },
      { headers: { ...keyed, 'x-openclaw-message-channel': 'mail' } },
    ]) {
      const { status: code, headers, json } = await ask(url, endpoint, other);
      expect([code, json.error.code, json.error.param]).toEqual([409, 'idempotency_key_conflict', 'Idempotency-Key']);
      expect(json.error.message).toMatch(/^[^'+]* another agent or other rights\. [^'+]*$/);
      expect(headers.get('x-should-retry')).toBe('false');
    }
    expect(upstream.requests).toHaveLength(1);
  });

  it('is free again after a failure that changed nothing, for the same request', async () => {
    const { url, upstream } = await start();
    upstream.script(status(500), text('better'));
    expect((await ask(url, endpoint, { headers: keyed })).status).toBe(502);
    expect((await ask(url, endpoint, { body: { user: 'bob' }, headers: keyed })).status).toBe(409);
    const again = await ask(url, endpoint, { headers: keyed });
    expect([again.status, again.headers.get(replay)]).toEqual([200, null]);
    expect(again.text).toContain('better');
    expect(upstream.requests).toHaveLength(2);
  });

  it('a request that is refused does not use its key up', async () => {
    const { url } = await start();
    expect((await ask(url, endpoint, { body: { temperature: 99 }, headers: keyed })).status).toBe(400);
    expect((await ask(url, endpoint, { headers: keyed })).status).toBe(200);
  });

  it('K3: fails the same way again after a tool has changed something', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write] });
    upstream.script(toolCall('write', {}), status(500));
    const answers = [await ask(url, endpoint, { headers: keyed }), await ask(url, endpoint, { headers: keyed })];
    for (const { status: code, headers } of answers) {
      expect([code, headers.get('x-should-retry')]).toEqual([502, 'false']);
    }
    expect(essence(answers[1])).toEqual(essence(answers[0]));
    expect([write.calls.length, upstream.requests.length]).toEqual([1, 2]);
  });

  it('stands for its call for 24 hours', async () => {
    const clock = new FakeClock();
    const { url, upstream } = await start({ clock });
    const first = await ask(url, endpoint, { headers: keyed });
    await clock.advance(24 * hour - 1);
    expect(essence(await ask(url, endpoint, { headers: keyed }))).toEqual(essence(first));
    await clock.advance(1);
    expect((await ask(url, endpoint, { headers: keyed })).headers.get(replay)).toBeNull();
    expect(upstream.requests).toHaveLength(2);
  });
});

describe('K4: a response in the background that is cancelled', () => {
  const [, [, endpoint]] = repeatableEndpoints;
  const asking = { body: { background: true }, headers: keyed };
  const cancel = (url: string, id: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${testToken}` };
    return fetch(`${url}/v1/responses/${id}/cancel`, { method: 'POST', headers });
  };

  it('is given again as cancelled where a tool has changed something', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write] });
    upstream.script(toolCall('write', {}), hangAfter('half'));
    const { json } = await ask(url, endpoint, asking);
    await upstream.received(2);
    expect(await (await cancel(url, json.id)).json()).toMatchObject({ status: 'cancelled' });
    const again = await ask(url, endpoint, asking);
    expect([again.status, again.json.id, again.json.status]).toEqual([200, json.id, 'cancelled']);
    expect([write.calls.length, upstream.requests.length]).toEqual([1, 2]);
  });

  it('is begun anew where nothing was changed', async () => {
    const { url, upstream } = await start();
    upstream.script(hangAfter('half'), text('whole'));
    const { json } = await ask(url, endpoint, asking);
    await upstream.received(1);
    await cancel(url, json.id);
    const again = await ask(url, endpoint, asking);
    expect([again.status, again.headers.get(replay)]).toEqual([200, null]);
    expect(again.json.id).not.toBe(json.id);
  });
});

describe('K4: a response that was deleted', () => {
  const [, [, endpoint]] = repeatableEndpoints;
  const asking = { headers: keyed };

  async function expectDeleted(url: string): Promise<void> {
    const { status: code, headers, json, text: told } = await ask(url, endpoint, asking);
    expect([code, json.error.code, headers.get('x-should-retry')]).toEqual([409, 'answer_deleted', 'false']);
    expect([headers.get(replay), told]).toEqual([null, expect.not.stringContaining('secret')]);
  }

  it('is neither given again nor made again, also after a restart', async () => {
    const stateDir = mkdtempSync(join(directories, 'state-'));
    const before = await start({ stateDir });
    before.upstream.script(text('a secret'));
    const { json, headers } = await ask(before.url, endpoint, asking);
    await deleteResponse(before, json.id);
    await expectDeleted(before.url);
    const run = `/v1/runs/${String(headers.get('x-openclaw-run-id'))}`;
    for (const path of [run, `${run}/events`]) expect((await get(before.url, path)).status).toBe(404);
    const anew = { headers: { 'idempotency-key': 'call-2' } };
    expect((await ask(before.url, endpoint, anew)).headers.get(replay)).toBeNull();
    expect(before.upstream.requests).toHaveLength(2);
    await before.close();
    const after = await start({ stateDir });
    await expectDeleted(after.url);
    expect(after.upstream.requests).toHaveLength(0);
  });

  it('is not made again where it was deleted at work, and its tools work once', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write] });
    upstream.script(toolCall('write', {}), hangAfter('half'));
    const call = open(url, endpoint, { body: { stream: true }, headers: keyed });
    await upstream.received(2);
    const [event] = (await readFirst(await call)).match(/resp_\w+/) ?? [];
    expect((await deleteResponse(gateway, String(event))).status).toBe(200);
    const again = await ask(url, endpoint, { body: { stream: true }, headers: keyed });
    expect([again.status, again.json.error.code]).toEqual([409, 'answer_deleted']);
    expect([write.calls.length, upstream.requests.length]).toEqual([1, 2]);
  });
});

describe('K4: an Idempotency-Key', () => {
  it('belongs to one credential', async () => {
    const auth = { mode: 'trusted-proxy', trustedProxy: { userHeader: 'x-user', allowUsers: ['ada', 'bob'] } };
    const { url, upstream } = await start({ gateway: { auth, trustedProxies: ['127.0.0.1'] } });
    const runs: (string | null)[] = [];
    for (const user of ['ada', 'bob', 'ada']) {
      const { headers } = await ask(url, chatEndpoint, { headers: { ...keyed, authorization: '', 'x-user': user } });
      runs.push(headers.get('x-openclaw-run-id'));
    }
    expect(runs[0]).toMatch(/^run_/);
    expect(runs[2]).toBe(runs[0]);
    expect(runs[1]).not.toBe(runs[0]);
    expect(upstream.requests).toHaveLength(2);
  });

  it('belongs to one endpoint', async () => {
    const { url, upstream } = await start();
    for (const [, endpoint] of repeatableEndpoints.slice(0, 2)) {
      expect((await ask(url, endpoint, { headers: keyed })).headers.get(replay)).toBeNull();
    }
    expect(upstream.requests).toHaveLength(2);
  });

  it('leaves one turn in the session, however often it is sent', async () => {
    const { url, upstream } = await start();
    const user = { body: { user: 'ada' } };
    await ask(url, chatEndpoint, { ...user, headers: keyed });
    await ask(url, chatEndpoint, { ...user, headers: keyed });
    await ask(url, chatEndpoint, user);
    expect(upstream.lastRequest.body.messages.filter(({ role }) => role === 'user')).toHaveLength(2);
  });

  it.each([
    ['empty', ['Idempotency-Key: ']],
    ['256 characters', [`Idempotency-Key: ${'k'.repeat(256)}`]],
    ['not ASCII', ['Idempotency-Key: schlüssel']],
    ['a tab', ['Idempotency-Key: a\tb']],
    ['sent twice', ['Idempotency-Key: a', 'Idempotency-Key: b']],
    ['sent twice, the same', ['Idempotency-Key: a', 'idempotency-key: a']],
  ])('is refused where it is none: %s', async (_name, lines) => {
    const { url, upstream } = await start();
    const body = { model: 'openclaw', messages: [says('hi')] };
    const [answer] = await sendRaw(url, rawChatRequest([`Authorization: Bearer ${testToken}`, ...lines], body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { param: 'Idempotency-Key', code: 'invalid_value' } });
    expect(upstream.requests).toHaveLength(0);
  });

  it.each(['k', 'k'.repeat(255), '"quoted"', "'; drop table calls; --", 'a b', '__proto__'])(
    'may be any printable text: %s',
    async (key) => {
      const { url, upstream } = await start();
      const asking = { headers: { 'idempotency-key': key } };
      const first = await ask(url, chatEndpoint, asking);
      expect(first.status).toBe(200);
      expect(essence(await ask(url, chatEndpoint, asking))).toEqual(essence(first));
      expect(upstream.requests).toHaveLength(1);
    },
  );

  it('nothing runs where it cannot be noted', async () => {
    const { url, upstream, stateDir } = await start();
    breakTable(stateDir, 'calls');
    const { status: code, json } = await ask(url, chatEndpoint, { headers: keyed });
    expect([code, json.error.code]).toEqual([500, 'call_ledger_failed']);
    expect(upstream.requests).toHaveLength(0);
    expect((await ask(url, chatEndpoint)).status).toBe(200);
  });

  it('an answer that cannot be kept is not given', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream, stateDir } = await start({ tools: [write] });
    breakTable(stateDir, 'runs');
    upstream.script(toolCall('write', {}), text('done'));
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { status: code, headers, json } = await ask(url, chatEndpoint, { headers: keyed });
      expect([code, json.error.code, headers.get('x-should-retry')]).toEqual([500, 'run_archive_failed', 'false']);
    }
    expect(write.calls).toHaveLength(1);
  });

  it('K3: a tool that changes something does not run where that cannot be noted', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream, stateDir } = await start({ tools: [write] });
    upstream.script(async (exchange) => {
      breakTable(stateDir, 'calls');
      await toolCall('write', {})(exchange);
    }, text('I could not write.'));
    const answer = await ask(url, chatEndpoint, { headers: keyed });
    expect(answer.json.choices[0].message.content).toBe('I could not write.');
    expect(upstream.lastRequest.body.messages.at(-1)?.content).toContain('so the tool did not run');
    expect(write.calls).toHaveLength(0);
  });
});

describe('K4: a retry of a library that counts, without a key', () => {
  const first = { headers: { 'x-stainless-retry-count': '0' } };
  const second = { headers: { 'x-stainless-retry-count': '1' } };

  it('nothing is written for a run that changes nothing', async () => {
    const { url, upstream, stateDir } = await start({ tools: [fakeTool('look')] });
    breakTable(stateDir, 'calls');
    upstream.script(toolCall('look', {}), status(500), text('better'));
    expect((await ask(url, chatEndpoint, first)).status).toBe(502);
    expect((await ask(url, chatEndpoint, second)).text).toContain('better');
  });

  it('K3: a tool that changes something does not run where that cannot be noted', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream, stateDir } = await start({ tools: [write] });
    breakTable(stateDir, 'calls');
    upstream.script(toolCall('write', {}), text('I could not write.'));
    expect((await ask(url, chatEndpoint, first)).text).toContain('I could not write.');
    expect(write.calls).toHaveLength(0);
  });

  it('a failure after a change is told again, to whoever asks for the same', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write] });
    upstream.script(toolCall('write', {}), status(500));
    const failed = await ask(url, chatEndpoint, first);
    const other = { body: { user: 'bob' }, ...second };
    expect((await ask(url, chatEndpoint, other)).status).toBe(200);
    expect(essence(await ask(url, chatEndpoint, second))).toEqual(essence(failed));
    expect([failed.status, write.calls.length]).toEqual([502, 1]);
  });

  it('a run that goes on is not begun again, however much it has said by then', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write] });
    const door = gate();
    const long = 'x'.repeat(900_000);
    upstream.script(async (exchange) => {
      for (let count = 0; count < 6; count += 1) await exchange.delta({ content: long });
      await door.opened;
      await toolCall('write', {})(exchange);
    }, text('written'));
    const leaving = new AbortController();
    const headers = { ...first.headers, 'x-openclaw-on-disconnect': 'continue' };
    const left = await open(url, chatEndpoint, { body: { stream: true }, headers, signal: leaving.signal });
    await readAtLeast(left, 5 * long.length);
    leaving.abort();
    await eventually(() => gateway.logLines.some((line) => line.includes('"clientLeft":true')));
    const again = { body: { stream: true }, headers: { ...headers, ...second.headers } };
    const { status: code, json, headers: told } = await ask(url, chatEndpoint, again);
    expect([code, json.error.code, told.get('retry-after'), told.get(replay)]).toEqual([
      409,
      'run_under_way',
      '10',
      null,
    ]);
    door.open();
    await upstream.received(2);
    await eventually(() => write.calls.length === 1);
    let last = await ask(url, chatEndpoint, again);
    while (last.json?.error.code === 'run_under_way') last = await ask(url, chatEndpoint, again);
    expect([last.status, last.json.error.code, write.calls.length]).toEqual([409, 'run_interrupted', 1]);
  });

  it('ten minutes later it is a new call', async () => {
    const clock = new FakeClock();
    const write = fakeTool('write', { sideEffects: true });
    const { url, upstream } = await start({ tools: [write], clock });
    upstream.script(toolCall('write', {}), status(500), toolCall('write', {}), text('written'));
    await ask(url, chatEndpoint, first);
    // The run itself might have taken ten minutes, which the note on disk allows for.
    await clock.advance(20 * 60_000);
    expect((await ask(url, chatEndpoint, second)).text).toContain('written');
    expect(write.calls).toHaveLength(2);
  });

  it.each(['-1', 'many', '1.5'])('what is no count is ignored: %s', async (count) => {
    const { url } = await start();
    expect((await ask(url, chatEndpoint, { headers: { 'x-stainless-retry-count': count } })).status).toBe(200);
  });
});

it('K4: a response in the background is begun once for a key, and told as it stands', async () => {
  const { url, upstream } = await start();
  const door = gate();
  upstream.script(chunks(['one ', door, 'two']));
  const asking = { body: { background: true }, headers: keyed };
  const responseEndpoint = { path: '/v1/responses', body: { model: 'openclaw', input: 'hi' } };
  const begun = await ask(url, responseEndpoint, asking);
  await eventually(() => upstream.requests.length === 1);
  const meanwhile = await ask(url, responseEndpoint, asking);
  expect([begun.status, meanwhile.json.id, meanwhile.json.status]).toEqual([200, begun.json.id, 'in_progress']);
  door.open();
  let current = meanwhile;
  while (current.json.status === 'in_progress') current = await ask(url, responseEndpoint, asking);
  expect([current.json.status, upstream.requests.length]).toEqual(['completed', 1]);
});

/** Makes every write to a store fail, as a full disk would. */
function breakTable(stateDir: string, table: 'calls' | 'runs'): void {
  const database = new DatabaseSync(join(stateDir, `${table}.sqlite`));
  database.exec(`create trigger full before insert on ${table} begin select raise(abort, 'disk full'); end`);
  database.close();
}

/** The beginning of a stream, which goes on. */
async function readFirst({ body }: Response): Promise<string> {
  if (!body) throw new Error('the answer has no body');
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const { value } = await reader.read();
  return Buffer.from(value ?? []).toString();
}

async function readAtLeast({ body }: Response, bytes: number): Promise<void> {
  if (!body) throw new Error('the answer has no body');
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  for (let read = 0; read < bytes;) read += (await reader.read()).value?.length ?? bytes;
  reader.releaseLock();
}

describe('J5: a client that leaves a chat completion', () => {
  it.each([false, true])('has the run go on where it asked for that (streamed: %s)', async (stream) => {
    const { url, upstream } = await start();
    const door = gate();
    upstream.script(chunks(['one ', door, 'two']));
    const leaving = new AbortController();
    const body = { stream, user: 'ada' };
    const headers = { 'x-openclaw-on-disconnect': 'continue' };
    const call = open(url, chatEndpoint, { body, headers, signal: leaving.signal });
    await eventually(() => upstream.requests.length === 1);
    if (stream) await (await call).body?.getReader().read();
    leaving.abort();
    await (stream ? call : expect(call).rejects.toThrow());
    await eventually(() => gateway.logLines.some((line) => line.includes('"clientLeft":true')));
    door.open();
    await ask(url, chatEndpoint, { body: { user: 'ada', messages: [says('and?')] } });
    expect(upstream.lastRequest.body.messages.slice(-3)).toMatchObject([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'one two' },
      { role: 'user', content: 'and?' },
    ]);
  });

  it('is refused where it says anything else', async () => {
    const { url } = await start({ gateway: baseConfig.gateway });
    const { status: code, json } = await ask(url, chatEndpoint, { headers: { 'x-openclaw-on-disconnect': 'wait' } });
    expect([code, json.error.param]).toEqual([400, 'x-openclaw-on-disconnect']);
  });
});
