import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredKey } from '../../src/auth/keys/stored-keys.js';
import { Clock } from '../../src/common/clock.js';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { chat } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, hangAfter, toolCall } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { call } from '../support/operator-http.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

const stateDir = temporaryDirectory();
const clock = new FakeClock();
const minute = 60_000;
const ring = [
  storedKey('ann', { owner: true }),
  storedKey('bob', { owner: true }),
  storedKey('desk', { agents: ['front-desk'], owner: true }),
  storedKey('guest'),
  storedKey('reader', { owner: true, tools: { deny: ['exec'] } }),
];

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({
    stateDir,
    gateway: servingResponses(),
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
});
afterAll(() => gateway.close());
beforeEach(async () => {
  gateway.upstream.reset();
  await inForce(ring);
});

const timesChanged = (): number =>
  gateway.logLines.filter((line) => line.includes('The named keys have changed')).length;

/** Writes the keys and waits until the gateway goes by them. */
async function inForce(keys: readonly StoredKey[]): Promise<void> {
  const before = timesChanged();
  writeKeys(stateDir, [...keys, storedKey(`marker-${before}`)]);
  await eventually(() => timesChanged() > before);
}

const changing = (name: string, change: Partial<StoredKey>) =>
  ring.map((key) => (key.name === name ? { ...key, ...change } : key));

const as = (name: string) => bearer(secretOf(name));
const open = (name: string, headers: Record<string, string> = {}) =>
  ResponsesSocket.open(gateway, { headers: { ...as(name), ...headers } });

function toolNames(): string[] {
  const { tools = [] } = gateway.upstream.lastRequest.body as { tools?: { function: { name: string } }[] };
  return tools.map((tool) => tool.function.name);
}

describe('C6: a key that ends, over a WebSocket of responses', () => {
  it('closes its connections, and stops what they are at; those of others go on', async () => {
    const [ann, bob] = [await open('ann'), await open('bob')];
    gateway.upstream.script(hangAfter('half'));
    ann.ask({ input: 'hi' });
    await eventually(() => ann.events.some(({ delta }) => delta === 'half'));
    await inForce(changing('ann', { revokedAt: '2026-01-01T00:00:00.000Z' }));
    expect(await ann.closed()).toEqual({ code: 1008, reason: 'credentials changed' });
    await eventually(() => gateway.upstream.requests[0]?.aborted);
    expect(await bob.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
    await expect(open('ann')).rejects.toThrow('401');
  });

  it('stops a response that was to go on without its client', async () => {
    const ann = await open('ann', { 'x-openclaw-on-disconnect': 'continue' });
    gateway.upstream.script(hangAfter('half'));
    ann.ask({ input: 'hi' });
    await eventually(() => ann.events.some(({ delta }) => delta === 'half'));
    const id = ann.events[0]?.response?.id ?? '';
    await inForce(changing('ann', { revokedAt: '2026-01-01T00:00:00.000Z' }));
    expect((await ann.closed())?.code).toBe(1008);
    await eventually(() => gateway.upstream.requests[0]?.aborted);
    const kept = async () => (await call(gateway.url, 'GET', `/v1/responses/${id}`)).json as { status: string };
    let seen: { status: string } | undefined;
    await eventually(() => {
      kept().then(
        (now) => (seen = now),
        () => undefined,
      );
      return seen?.status === 'failed';
    });
    expect(seen).toMatchObject({ error: { message: expect.stringContaining('revoked') } });
  });

  it('by its time, too, and is told so when it comes again', async () => {
    const end = new Date(clock.now() + minute).toISOString();
    await inForce(changing('ann', { expiresAt: end }));
    const ann = await open('ann');
    await clock.advance(minute);
    expect(await ann.closed()).toEqual({ code: 1008, reason: 'credentials changed' });
    await expect(open('ann')).rejects.toThrow('401');
  });

  it('one that allows something else by now closes them, and what it may is asked anew', async () => {
    const ann = await open('ann');
    await inForce(changing('ann', { agents: ['front-desk'] }));
    expect((await ann.closed())?.code).toBe(1008);
    const refused = await (await open('ann')).refusal({ model: 'openclaw:main', input: 'hi' });
    expect(refused).toMatchObject({ status: 403, error: { code: 'agent_not_allowed' } });
  });
});

describe('C6: what a key narrows, over a WebSocket of responses', () => {
  it('the agents: its own is the default, and any other is refused', async () => {
    const desk = await open('desk');
    const refused = await desk.refusal({ model: 'openclaw:main', input: 'hi' });
    expect(refused).toMatchObject({ status: 403, error: { code: 'agent_not_allowed' } });
    const header = await (await open('desk', { 'x-openclaw-agent-id': 'main' })).refusal({ input: 'hi' });
    expect(header).toMatchObject({ status: 403, error: { code: 'agent_not_allowed' } });
    expect(gateway.upstream.requests).toEqual([]);
    await desk.respond({ input: 'hi' });
    expect(gateway.app.get(RunJournal).list().at(0)?.record.agentId).toBe('front-desk');
  });

  it.each(['true', 'TRUE', ''])(
    'F1: a key that is not the owner’s is none with the header %j either',
    async (value) => {
      const guest = await open('guest', { 'x-openclaw-sender-is-owner': value });
      await guest.respond({ input: 'hi' });
      expect(toolNames()).toContain('session_status');
      expect(toolNames()).not.toContain('exec');
      gateway.upstream.script(toolCall('exec', { command: 'id' }));
      await guest.respond({ input: 'hi' });
      expect(JSON.stringify(gateway.upstream.lastRequest.body['messages'])).toContain("There is no tool 'exec' here");
    },
  );

  it('the tools', async () => {
    await (await open('ann')).respond({ input: 'hi' });
    expect(toolNames()).toContain('exec');
    await (await open('reader')).respond({ input: 'hi' });
    expect(toolNames()).not.toContain('exec');
  });

  it('its sessions and responses are its own: what others were told is not found', async () => {
    const [ann, bob] = [await open('ann'), await open('bob')];
    const kept = (await ann.respond({ input: 'it is ann' })).id;
    const unkept = (await ann.respond({ store: false, input: 'it is ann' })).id;
    for (const id of [kept, unkept, 'resp_of-nobody']) {
      const { status, error } = await bob.refusal({ previous_response_id: id, input: 'what did I say?' });
      expect({ status, code: error?.code, message: error?.message.replace(id, 'id') }).toEqual({
        status: 400,
        code: 'previous_response_not_found',
        message: expect.stringContaining("Previous response with id 'id' not found"),
      });
    }
    for (const [name, client] of Object.entries({ ann, bob })) {
      await client.respond({ conversation: 'talk', input: `it is ${name}` });
      expect(gateway.app.get(RunJournal).list().at(0)?.record.sessionKey).toBe(
        `agent:main:key:${name}:conversation:talk`,
      );
      expect(gateway.upstream.lastRequest.body['messages']).toHaveLength(2);
    }
    expect(await ann.respond({ previous_response_id: kept, input: 'on' })).toMatchObject({ status: 'completed' });
    const byHttp = await postResponse(gateway, { previous_response_id: kept, input: 'on' }, as('bob'));
    expect(byHttp.status).toBe(404);
  });
});

describe('C6: limits of a key, over a WebSocket of responses', () => {
  it('rpm: requests of all doors count together, and the error says when it works again', async () => {
    await inForce([storedKey('slow', { owner: true, rpm: 2 })]);
    const slow = await open('slow');
    await slow.respond({ input: 'hi' });
    expect((await chat(gateway.url, {}, { headers: as('slow') })).status).toBe(200);
    expect(await slow.refusal({ input: 'hi' })).toMatchObject({
      status: 429,
      error: {
        code: 'rate_limit_exceeded',
        type: 'requests',
        headers: { 'retry-after': '60', 'retry-after-ms': '60000', 'x-ratelimit-remaining-requests': '0' },
      },
    });
    expect((await chat(gateway.url, {}, { headers: as('slow') })).status).toBe(429);
    expect(gateway.upstream.requests).toHaveLength(2);
    await clock.advance(minute);
    expect(await slow.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });

  it('rpm: a warm-up is a request too, of no tokens', async () => {
    await inForce([storedKey('warm', { owner: true, rpm: 2, tpm: 20 })]);
    const warm = await open('warm');
    for (let count = 0; count < 2; count += 1) await warm.respond({ generate: false, input: 'x'.repeat(1_000) });
    expect(await warm.refusal({ generate: false, input: 'hi' })).toMatchObject({
      status: 429,
      error: { code: 'rate_limit_exceeded', type: 'requests' },
    });
    await clock.advance(minute + minute / 10);
    expect(await warm.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });

  it('tpm: what a response used is booked', async () => {
    await inForce([storedKey('thrifty', { owner: true, tpm: 20 })]);
    const thrifty = await open('thrifty');
    await thrifty.respond({ input: 'hi' });
    await thrifty.respond({ input: 'hi' });
    expect(await thrifty.refusal({ input: 'hi' })).toMatchObject({
      status: 429,
      error: { code: 'rate_limit_exceeded', type: 'tokens' },
    });
    await clock.advance(minute + minute / 10);
    expect(await thrifty.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });

  it('maxConcurrent: over all its connections', async () => {
    await inForce([storedKey('single', { owner: true, maxConcurrent: 1 })]);
    const [first, second] = [await open('single'), await open('single')];
    const door = gate();
    gateway.upstream.script(chunks(['one', door]));
    first.ask({ input: 'hi' });
    await gateway.upstream.received(1);
    expect(await second.refusal({ input: 'hi' })).toMatchObject({ status: 429, error: { code: 'too_many_runs' } });
    door.open();
    await first.turn();
    expect(await second.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });
});
