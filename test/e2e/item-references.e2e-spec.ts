import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ResponseStore } from '../../src/responses/response-store.port.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { hang, text } from '../support/fake-answers.js';
import { askResponse } from '../support/kept-response.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

const maxBodyBytes = 50_000;
const stateDir = temporaryDirectory();
/** Two of its kind are more than a body may hold, and five more than may be read for it. */
const large = 'w'.repeat(45_000);

let gateway: TestGateway;
let store: ResponseStore;

beforeAll(async () => {
  writeKeys(stateDir, [storedKey('once', { rpm: 1 }), storedKey('busy', { maxConcurrent: 1 })]);
  gateway = await TestGateway.start({
    stateDir,
    gateway: { auth: { mode: 'token', token: testToken }, ...servingResponses({ maxBodyBytes }) },
  });
  store = gateway.app.get<ResponseStore>(ResponseStore);
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.upstream.reset();
  gateway.upstream.handler = () => text('ok');
});
afterEach(() => {
  jest.restoreAllMocks();
  ResponsesSocket.cutAll();
});

const hi = { role: 'user', content: 'hi' };
const reference = (id: string) => ({ type: 'item_reference', id });
const times = (count: number, id: string) => Array.from({ length: count }, () => reference(id));
const conversation = () => gateway.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);

/** Ids of the items of a new response: what was sent, then what was answered. */
async function keep(input: unknown, headers: Record<string, string> = {}): Promise<[string, ...string[]]> {
  const { body } = await postResponse(gateway, { input }, headers);
  const { data } = (await askResponse(gateway, 'get', `${String(body.id)}/input_items?order=asc`, headers)).body;
  return [...data, ...body.output].map(({ id }: { id: string }) => id) as [string, ...string[]];
}

/** What is read of kept responses from now on. */
function reads() {
  return [jest.spyOn(store, 'size'), jest.spyOn(store, 'load'), jest.spyOn(store, 'input')];
}
const count = (spies: ReturnType<typeof reads>): number[] => spies.map(({ mock }) => mock.calls.length);

describe('item_reference within limits', () => {
  it('an item may be referred to several times, and its response is read once', async () => {
    const [id] = await keep('again');
    const spies = reads();
    expect((await postResponse(gateway, { input: [...times(3, id), hi] })).status).toBe(200);
    expect(conversation()).toEqual(['again', 'again', 'again', 'hi']);
    expect(count(spies)).toEqual([1, 1, 1]);
  });

  it('an answer is read without what was sent for it', async () => {
    const [, id = ''] = await keep(large);
    const database = new DatabaseSync(join(stateDir, 'responses.sqlite'));
    database.exec(`update responses set input = '[{'`);
    database.close();
    expect((await postResponse(gateway, { input: [...times(100, id), hi] })).status).toBe(200);
    const [answers, ...others] = conversation();
    expect([String(answers).split('ok').length - 1, others]).toEqual([100, ['hi']]);
  });
});

describe('item_reference beyond limits', () => {
  it('an item counts as often as it is referred to', async () => {
    const [id] = await keep(large);
    expect((await postResponse(gateway, { input: [reference(id), hi] })).status).toBe(200);
    const { requests } = gateway.upstream;
    const before = requests.length;
    const { status, body } = await postResponse(gateway, { input: [...times(2, id), hi] });
    expect([status, body.error.code, body.error.param]).toEqual([413, 'request_too_large', 'input']);
    expect(body.error.message).toContain('gateway.http.endpoints.responses.maxBodyBytes');
    expect(requests).toHaveLength(before);
  });

  it.each([
    ['a compaction', (input: unknown) => postCompaction(input)],
    ['a frame', (input: unknown) => frame(input)],
  ])('also in %s', async (_, send) => {
    const [id] = await keep(large);
    expect(await send([...times(2, id), hi])).toMatchObject({ code: 'request_too_large', param: 'input' });
  });

  it('small items of many large responses are too far to look for, and no more is read than may be', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) ids.push((await keep([hi, { role: 'user', content: large }]))[0]);
    expect((await postResponse(gateway, { input: [...ids.slice(0, 4).map(reference), hi] })).status).toBe(200);
    const spies = reads();
    const { status, body } = await postResponse(gateway, { input: [...ids.map(reference), hi] });
    expect([status, body.error.code, body.error.param]).toEqual([413, 'request_too_large', 'input']);
    expect(body.error.message).toContain('Send the items themselves');
    expect(count(spies).at(-1)).toBeLessThan(5);
  });

  it('there may be a thousand', async () => {
    const input = times(1_001, 'msg_a_0');
    const spies = reads();
    const { status, body } = await postResponse(gateway, { input });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_value', 'input']);
    expect(body.error.message).toContain('1000');
    expect(count(spies)).toEqual([0, 0, 0]);
  });
});

describe('C6: item_reference of those who would be refused', () => {
  it('a key that has used what it may has nothing read', async () => {
    const headers = bearer(secretOf('once'));
    const [id] = await keep('hi', headers);
    const spies = reads();
    const { status, body } = await postResponse(gateway, { input: [reference(id)] }, headers);
    expect([status, body.error.code]).toEqual([429, 'rate_limit_exceeded']);
    expect(count(spies)).toEqual([0, 0, 0]);
  });

  it('nor has one with as many runs as it may have', async () => {
    const headers = bearer(secretOf('busy'));
    const [id] = await keep('hi', headers);
    gateway.upstream.handler = () => hang();
    const { signal, abort } = abortable();
    const working = post({ input: 'wait' }, { headers, signal });
    await eventually(() => gateway.upstream.lastRequest.lastUserText === 'wait');
    const spies = reads();
    const { status, body } = await postResponse(gateway, { input: [reference(id)] }, headers);
    expect([status, body.error.code]).toEqual([429, 'too_many_runs']);
    expect(count(spies)).toEqual([0, 0, 0]);
    abort();
    await expect(working).rejects.toThrow();
  });
});

it('nothing more is read when the client has left', async () => {
  const ids = [(await keep('one'))[0], (await keep('two'))[0], (await keep('three'))[0]];
  const { signal, abort } = abortable();
  const linesOfLeft = (): number => gateway.logLines.filter((line) => line.includes('"clientLeft":true')).length;
  const before = linesOfLeft();
  const size = store.size.bind(store);
  const spy = jest.spyOn(store, 'size').mockImplementation(async (id) => {
    abort();
    await eventually(() => linesOfLeft() > before);
    return size(id);
  });
  await expect(post({ input: ids.map(reference) }, { signal })).rejects.toThrow();
  // Whoever comes next waits for the one before.
  expect((await postResponse(gateway, { input: [reference(ids[2] ?? ''), hi] })).status).toBe(200);
  expect(spy).toHaveBeenCalledTimes(2);
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

function post(body: unknown, { headers, signal }: { headers?: Record<string, string>; signal: AbortSignal }) {
  const sent = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers };
  const url = `${gateway.url}/v1/responses`;
  return fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(body), signal });
}

async function postCompaction(input: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'openclaw', input });
  const answer: unknown = await (
    await fetch(`${gateway.url}/v1/responses/compact`, { method: 'POST', headers, body })
  ).json();
  return (answer as { error: unknown }).error;
}

async function frame(input: unknown): Promise<unknown> {
  const client = await ResponsesSocket.open(gateway);
  return (await client.refusal({ input })).error;
}
