import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { RunRegistry } from '../../src/runs/run-registry.js';
import { chat, get, openChat } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { embed } from '../support/embed.js';
import { eventually } from '../support/eventually.js';
import { FakeClock } from '../support/fake-clock.js';
import { embeddings } from '../support/fake-embeddings.js';
import { chunks, cutAfter, gate, hang, hangAfter, status, text } from '../support/fake-answers.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const stateDir = temporaryDirectory();
const clock = new FakeClock();
const minute = 60_000;

let gateway: TestGateway;
let count = 0;

beforeAll(async () => {
  gateway = await TestGateway.start({
    stateDir,
    gateway: { auth: { mode: 'token', token: testToken }, ...servingResponses(), maxConcurrentRuns: 500 },
    sections: {
      agents: {
        defaults: { model: 'fake/model', embeddingModel: 'fake/model', maxConcurrent: 300 },
        list: [{ id: 'main', default: true }],
      },
    },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
});
afterAll(() => gateway.close());
afterEach(() => {
  gateway.upstream.reset();
  WsClient.cutAll();
});

const timesChanged = (): number =>
  gateway.logLines.filter((line) => line.includes('The named keys have changed')).length;

/** Puts a key with these limits in force. */
async function inForce(name: string, limits: Parameters<typeof storedKey>[1]): Promise<void> {
  const before = timesChanged();
  // The marker makes of every call a change, also of one that changes nothing.
  writeKeys(stateDir, [storedKey(name, { owner: true, ...limits }), storedKey(`marker-${before}`)]);
  await eventually(() => timesChanged() > before);
}

/** A key of its own for the test; gives its header. */
async function keyWith(limits: Parameters<typeof storedKey>[1]) {
  count += 1;
  const name = `key-${count}`;
  await inForce(name, limits);
  return { name, headers: bearer(secretOf(name)) };
}

const limitHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-ratelimit-') || name.startsWith('retry-')));

describe('C6: limits of a key, told in headers', () => {
  it('every answer says what is left, as OpenAI says it; other credentials have no such headers', async () => {
    const { headers } = await keyWith({ rpm: 3, tpm: 5_000 });
    const whole = await chat(gateway.url, {}, { headers });
    expect(limitHeaders(whole.headers)).toEqual({
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-reset-requests': '1m0s',
      'x-ratelimit-limit-tokens': '5000',
      'x-ratelimit-remaining-tokens': '4000',
      'x-ratelimit-reset-tokens': '1m0s',
    });
    await clock.advance(12_500);
    const models = await get(gateway.url, '/v1/models', headers);
    expect(limitHeaders(models.headers)).toMatchObject({
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-reset-requests': '47.5s',
      'x-ratelimit-remaining-tokens': '4985',
    });
    const streamed = await chat(gateway.url, { stream: true }, { headers });
    expect(limitHeaders(streamed.headers)).toMatchObject({ 'x-ratelimit-remaining-requests': '1' });
    expect(limitHeaders((await chat(gateway.url)).headers)).toEqual({});
  });

  it('failures say it too: of the request, for which nothing is counted, and of the provider', async () => {
    const { headers } = await keyWith({ rpm: 2 });
    const bad = await chat(gateway.url, { temperature: 9 }, { headers });
    expect([bad.status, bad.headers.get('x-ratelimit-remaining-requests')]).toEqual([400, '2']);
    gateway.upstream.script(status(500));
    const failed = await chat(gateway.url, {}, { headers });
    expect([failed.status, failed.headers.get('x-ratelimit-remaining-requests')]).toEqual([502, '1']);
  });

  it('429 with the code and the type that OpenAI has, and with the time after which it works again', async () => {
    const { headers } = await keyWith({ rpm: 1 });
    await chat(gateway.url, {}, { headers });
    await clock.advance(20_250);
    const refused = await chat(gateway.url, { stream: true }, { headers });
    expect(refused.json.error).toMatchObject({ type: 'requests', code: 'rate_limit_exceeded', param: null });
    expect([refused.status, limitHeaders(refused.headers)]).toEqual([
      429,
      {
        'x-ratelimit-limit-requests': '1',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '39.75s',
        'retry-after': '40',
        'retry-after-ms': '39750',
      },
    ]);
    await clock.advance(39_749);
    expect((await chat(gateway.url, {}, { headers })).status).toBe(429);
    await clock.advance(1);
    expect((await chat(gateway.url, {}, { headers })).status).toBe(200);
  });

  it('tokens are those that the provider counted, in and out, of every turn', async () => {
    const { headers } = await keyWith({ tpm: 3_000 });
    const usage = { prompt_tokens: 2_500, completion_tokens: 600, total_tokens: 3_100 };
    gateway.upstream.script(text('long', { usage }));
    expect((await chat(gateway.url, {}, { headers })).status).toBe(200);
    const refused = await chat(gateway.url, {}, { headers });
    expect([refused.status, refused.json.error.type, refused.json.error.code]).toEqual([
      429,
      'tokens',
      'rate_limit_exceeded',
    ]);
    expect(refused.headers.get('x-ratelimit-remaining-tokens')).toBe('0');
    await clock.advance(Number(refused.headers.get('retry-after-ms')));
    expect((await chat(gateway.url, {}, { headers })).status).toBe(200);
  });
});

describe('C6: one limit over all doors', () => {
  it('chat, responses, embeddings and both methods of the WebSocket use up the same requests', async () => {
    const { name, headers } = await keyWith({ rpm: 5 });
    gateway.upstream.script(text('one'), text('two'));
    const client = await WsClient.connect(gateway, { auth: { token: secretOf(name) } });
    const left = [
      (await chat(gateway.url, {}, { headers })).headers.get('x-ratelimit-remaining-requests'),
      (await postResponse(gateway, { model: 'openclaw', input: 'hi' }, headers)).headers[
        'x-ratelimit-remaining-requests'
      ],
      (await embed(gateway.url, {}, { headers })).headers.get('x-ratelimit-remaining-requests'),
    ];
    expect(left).toEqual(['4', '3', '2']);
    const { completed } = await client.startAgent({ message: 'hi', idempotencyKey: 'all-1' });
    expect((await completed).ok).toBe(true);
    expect((await client.request('chat.send', { sessionKey: 'main', message: 'hi', idempotencyKey: 'all-2' })).ok).toBe(
      true,
    );
    await clock.advance(1_000);
    for (const method of ['agent', 'chat.send']) {
      const params = { sessionKey: 'main', message: 'hi', idempotencyKey: `all-3-${method}` };
      expect((await client.request(method, params)).error).toMatchObject({
        code: 'UNAVAILABLE',
        details: { code: 'rate_limit_exceeded', status: 429 },
        retryable: true,
        retryAfterMs: 59_000,
      });
    }
    expect((await chat(gateway.url, {}, { headers })).status).toBe(429);
    expect((await postResponse(gateway, { model: 'openclaw', input: 'hi' }, headers)).status).toBe(429);
    expect((await embed(gateway.url, {}, { headers })).status).toBe(429);
  });

  it('what starts no run counts for nothing, and goes on when nothing is left', async () => {
    const { name, headers } = await keyWith({ rpm: 1 });
    for (let times = 0; times < 5; times += 1) await get(gateway.url, '/v1/models', headers);
    expect((await get(gateway.url, '/v1/explain')).status).not.toBe(429);
    expect((await chat(gateway.url, {}, { headers })).status).toBe(200);
    expect((await chat(gateway.url, {}, { headers })).status).toBe(429);
    expect((await get(gateway.url, '/v1/models', headers)).status).toBe(200);
    const client = await WsClient.connect(gateway, { auth: { token: secretOf(name) } });
    expect((await client.request('sessions.list')).ok).toBe(true);
  });

  it('a refused message may be sent again under its idempotency key', async () => {
    const { name, headers } = await keyWith({ rpm: 1 });
    await chat(gateway.url, {}, { headers });
    const client = await WsClient.connect(gateway, { auth: { token: secretOf(name) } });
    const params = { message: 'hi', idempotencyKey: 'again' };
    const refused = await client.request('agent', params);
    await clock.advance(refused.error?.retryAfterMs ?? 0);
    const { completed } = await client.startAgent(params);
    expect((await completed).ok).toBe(true);
  });

  it('embeddings book the tokens that the provider counted', async () => {
    const { headers } = await keyWith({ tpm: 100 });
    gateway.upstream.embeddingAnswers.push(embeddings({ usage: { prompt_tokens: 140, total_tokens: 140 } }));
    expect((await embed(gateway.url, {}, { headers })).status).toBe(200);
    expect((await embed(gateway.url, {}, { headers })).json.error.type).toBe('tokens');
  });
});

describe('C6: what a call has used, whatever becomes of it', () => {
  const tokensLeft = async (headers: Record<string, string>): Promise<number> =>
    Number((await get(gateway.url, '/v1/models', headers)).headers.get('x-ratelimit-remaining-tokens'));
  const readSome = async (body: ReadableStream<Uint8Array> | null, bytes: number): Promise<void> => {
    const reader = body?.getReader();
    for (let seen = 0; seen < bytes;) seen += (await reader?.read())?.value?.length ?? Infinity;
  };
  const long = { messages: [{ role: 'user', content: 'x'.repeat(8_000) }] };
  const noRuns = (): boolean => gateway.app.get(RunRegistry).list().length === 0;

  it.each([1e300, 2 ** 31])('an answer of at most %d tokens is refused, and forgets nothing', async (most) => {
    const { headers } = await keyWith({ tpm: 3_000 });
    await chat(gateway.url, {}, { headers });
    const asked = [
      await chat(gateway.url, { max_tokens: most }, { headers }),
      await chat(gateway.url, { max_completion_tokens: most }, { headers }),
    ];
    for (const { status: code, json } of asked)
      expect([code, json.error.message]).toEqual([400, expect.stringContaining('must not be greater than 2147483647')]);
    const body = { model: 'openclaw', input: 'hi', max_output_tokens: most };
    expect((await postResponse(gateway, body, headers)).status).toBe(400);
    expect(await tokensLeft(headers)).toBe(2_985);
    await clock.advance(minute + 100);
    expect(await tokensLeft(headers)).toBe(3_000);
  });

  it('the longest answer that may be asked for sets no more aside than the limit', async () => {
    const { headers } = await keyWith({ tpm: 3_000 });
    for (let times = 0; times < 3; times += 1)
      expect((await chat(gateway.url, { max_tokens: 2 ** 31 - 1 }, { headers })).status).toBe(200);
    expect(await tokensLeft(headers)).toBe(3_000 - 3 * 15);
  });

  it.each([
    ['before its first byte', hang(), 2_000],
    ['in the middle of it', hangAfter('y'.repeat(4_000)), 3_000],
  ])('J5: a client that leaves its stream %s has used what was sent and what came', async (_when, answer, least) => {
    const { headers } = await keyWith({ tpm: 100_000 });
    gateway.upstream.script(answer);
    const leaving = new AbortController();
    const asked = openChat(gateway.url, { ...long, stream: true }, { headers, signal: leaving.signal });
    await eventually(() => gateway.upstream.requests.length === 1);
    if (least > 2_000) await readSome((await asked).body, 4_000);
    leaving.abort();
    await asked.catch(() => undefined);
    await eventually(noRuns);
    expect(await tokensLeft(headers)).toBeLessThanOrEqual(100_000 - least);
  });

  it('what a provider does not count is estimated, and what it refuses is free', async () => {
    const { headers } = await keyWith({ tpm: 100_000 });
    gateway.upstream.script(text('y'.repeat(4_000), { usage: null }), cutAfter(3), status(400));
    await chat(gateway.url, long, { headers });
    const first = await tokensLeft(headers);
    expect(first).toBeLessThanOrEqual(97_000);
    expect(first).toBeGreaterThan(95_000);
    expect((await chat(gateway.url, long, { headers })).status).toBe(502);
    const second = await tokensLeft(headers);
    expect(second).toBeLessThanOrEqual(first - 2_000);
    expect((await chat(gateway.url, long, { headers })).status).toBe(502);
    expect(await tokensLeft(headers)).toBe(second);
  });

  it('embeddings that are not counted, or that the client leaves, are estimated; refused ones are free', async () => {
    const { headers } = await keyWith({ tpm: 100_000 });
    const body = { input: 'x'.repeat(8_000) };
    gateway.upstream.embeddingAnswers.push(embeddings({ usage: null }), status(400), hang());
    await embed(gateway.url, body, { headers });
    expect(await tokensLeft(headers)).toBe(98_000);
    expect((await embed(gateway.url, body, { headers })).status).toBe(502);
    expect(await tokensLeft(headers)).toBe(98_000);
    const leaving = new AbortController();
    const left = expect(embed(gateway.url, body, { headers, signal: leaving.signal })).rejects.toThrow();
    await eventually(() => gateway.upstream.embeddingRequests.length === 3);
    leaving.abort();
    await left;
    await eventually(noRuns);
    expect(await tokensLeft(headers)).toBe(96_000);
  });
});

describe('C6: limits under load and change', () => {
  it('are exact for 200 requests at once', async () => {
    const { headers } = await keyWith({ rpm: 23 });
    const all = await Promise.all(Array.from({ length: 200 }, () => chat(gateway.url, {}, { headers })));
    expect(all.filter(({ status: code }) => code === 200)).toHaveLength(23);
    expect(all.filter(({ json }) => json.error?.code === 'rate_limit_exceeded')).toHaveLength(177);
    expect(gateway.upstream.requests).toHaveLength(23);
  });

  it('tokens of runs under way are set aside, so that many at once do not get past the limit', async () => {
    const { headers } = await keyWith({ tpm: 4_500 });
    const all = await Promise.all(
      Array.from({ length: 60 }, () => openChat(gateway.url, { stream: true }, { headers })),
    );
    const admitted = all.filter(({ status: code }) => code === 200).length;
    await Promise.all(all.map((response) => response.text()));
    expect(admitted).toBeGreaterThanOrEqual(5);
    expect(gateway.upstream.requests).toHaveLength(admitted);
  });

  it('no more runs at the same time than the key may have, by any door, and the next when one has ended', async () => {
    const { name, headers } = await keyWith({ maxConcurrent: 2 });
    const door = gate();
    gateway.upstream.script(chunks(['a', door, 'b']), chunks(['a', door, 'b']));
    const running = [
      await openChat(gateway.url, { stream: true }, { headers }),
      await openChat(gateway.url, { stream: true }, { headers }),
    ];
    const refused = await chat(gateway.url, {}, { headers });
    expect([refused.status, refused.json.error.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too_many_runs',
      '1',
    ]);
    const client = await WsClient.connect(gateway, { auth: { token: secretOf(name) } });
    expect((await client.request('agent', { message: 'hi', idempotencyKey: 'busy' })).error).toMatchObject({
      details: { code: 'too_many_runs' },
      retryAfterMs: 1_000,
    });
    expect((await embed(gateway.url, {}, { headers })).json.error.code).toBe('too_many_runs');
    expect((await chat(gateway.url)).status).toBe(200);
    door.open();
    await Promise.all(running.map((response) => response.text()));
    expect((await chat(gateway.url, {}, { headers })).status).toBe(200);
  });

  it('of 20 messages at once over the WebSocket only as many are accepted as may run', async () => {
    const { name } = await keyWith({ maxConcurrent: 2 });
    const door = gate();
    gateway.upstream.script(chunks(['a', door]), chunks(['a', door]));
    const client = await WsClient.connect(gateway, { auth: { token: secretOf(name) } });
    const sent = Array.from({ length: 20 }, (_, at) =>
      client.request('chat.send', { sessionKey: `at-${at}`, message: 'hi', idempotencyKey: `many-${at}` }),
    );
    const answers = await Promise.all(sent);
    const accepted = answers.filter(({ ok }) => ok);
    expect(accepted.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ status: 'started' }),
      expect.objectContaining({ status: 'started' }),
    ]);
    for (const { error } of answers.filter(({ ok }) => !ok))
      expect(error).toMatchObject({ details: { code: 'too_many_runs', status: 429 }, retryAfterMs: 1_000 });
    door.open();
    await eventually(() => gateway.app.get(RunRegistry).list().length === 0);
    const params = { sessionKey: 'at-19', message: 'hi', idempotencyKey: 'many-19' };
    expect((await client.request('chat.send', params)).payload).toMatchObject({ status: 'started' });
    expect(gateway.upstream.requests.length).toBeLessThanOrEqual(3);
  });

  it('is exact for 200 runs at once, and gives all places back, also those of clients that leave', async () => {
    const { headers } = await keyWith({ maxConcurrent: 9 });
    const door = gate();
    gateway.upstream.script(...Array.from({ length: 200 }, () => chunks(['a', door, 'b'])));
    const leaving = new AbortController();
    const asked = Array.from({ length: 200 }, () =>
      openChat(gateway.url, { stream: true }, { headers, signal: leaving.signal }),
    );
    const all = await Promise.all(asked);
    expect(all.filter(({ status: code }) => code === 200)).toHaveLength(9);
    leaving.abort();
    gateway.upstream.reset();
    await eventually(() => gateway.app.get(RunRegistry).list().length === 0);
    door.open();
    expect((await chat(gateway.url, {}, { headers })).status).toBe(200);
  });

  it('A7: new limits hold for the next request, upwards and downwards', async () => {
    const { name, headers } = await keyWith({ rpm: 1 });
    await chat(gateway.url, {}, { headers });
    expect((await chat(gateway.url, {}, { headers })).status).toBe(429);
    await inForce(name, { rpm: 2 });
    expect((await chat(gateway.url, {}, { headers })).headers.get('x-ratelimit-remaining-requests')).toBe('0');
    await inForce(name, { rpm: 1 });
    expect((await chat(gateway.url, {}, { headers })).status).toBe(429);
    await inForce(name, {});
    const free = await chat(gateway.url, {}, { headers });
    expect([free.status, limitHeaders(free.headers)]).toEqual([200, {}]);
  });

  it('rotation leaves the limit of the key as it is', async () => {
    const { name, headers } = await keyWith({ rpm: 1 });
    await chat(gateway.url, {}, { headers });
    const other = storedKey('rotated').secrets;
    await inForce(name, { rpm: 1, secrets: [...storedKey(name).secrets, ...other] });
    expect((await chat(gateway.url, {}, { headers: bearer(secretOf('rotated')) })).status).toBe(429);
    await clock.advance(minute);
    expect((await chat(gateway.url, {}, { headers: bearer(secretOf('rotated')) })).status).toBe(200);
  });
});
