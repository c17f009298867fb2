import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestApp, testToken } from '../support/create-test-app.js';
import { chunks, cutAfter, gate, status, text, toolCall } from '../support/fake-answers.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { askResponse, deleteResponse, untilOver } from '../support/kept-response.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { readResponseStream } from '../support/response-stream.js';
import { TestGateway } from '../support/test-gateway.js';

const stays = { 'x-openclaw-on-disconnect': 'continue' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** The id of a streamed response, from its first event. */
function idIn(stream: string): string {
  const [, id] = /"id":"(resp_[0-9a-f]+)"/.exec(stream) ?? [];
  if (id === undefined) throw new Error(`no response in: ${stream}`);
  return id;
}

/** The text of the stream from the event after `after` on. */
function tail(stream: string, after: number): string {
  return stream
    .split('\n\n')
    .slice(after + 1)
    .join('\n\n');
}

async function resumed(from: { url: string }, id: string, after?: number): Promise<string> {
  const query = after === undefined ? '' : `&starting_after=${after}`;
  return (await askResponse(from, 'get', `${id}?stream=true${query}`)).text;
}

/** A stream of which the client has read the first words, and its answer, driven by hand. */
async function openStream(fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const manual = gateway.upstream.manual();
  const controller = new AbortController();
  const call = fetch(`${gateway.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ input: 'hi', stream: true, ...fields }),
    signal: controller.signal,
  });
  const exchange: FakeExchange = await manual;
  await exchange.delta({ content: 'one ' });
  const reader = (await call).body?.getReader();
  if (!reader) throw new Error('no body');
  let received = '';
  while (!received.includes('one ')) received += new TextDecoder().decode((await reader.read()).value);
  return {
    exchange,
    id: idIn(received),
    received,
    leave: async () => {
      await reader.cancel();
      controller.abort();
    },
  };
}

describe('GET /v1/responses/{id}?stream=true', () => {
  it('tells the stream again from any event on, to the byte', async () => {
    gateway.upstream.script(toolCall('session_status', {}), chunks(['Good ', 'mor', 'ning ☀️', '!']));
    const { text: whole } = await postResponse(gateway, { input: 'hi', stream: true });
    const id = idIn(whole);
    expect(await resumed(gateway, id)).toBe(whole);
    for (const { sequence_number: number } of readResponseStream(whole)) {
      expect(await resumed(gateway, id, number)).toBe(tail(whole, number));
    }
    expect(await resumed(gateway, id, 999)).toBe('data: [DONE]\n\n');
  });

  it('keeps the names of events that the stream had', async () => {
    const own = await TestGateway.start({ gateway: servingResponses({ dialect: 'openresponses' }) });
    try {
      own.upstream.script(async (exchange) => {
        await exchange.delta({ reasoning_content: 'hm' });
        await exchange.finish();
      });
      const { text: whole } = await postResponse(own, { input: 'hi', stream: true });
      expect(whole).toContain('event: response.reasoning.delta');
      expect(await resumed(own, idIn(whole))).toBe(whole);
    } finally {
      await own.close();
    }
  });

  it('a stream that failed ends again as it did', async () => {
    gateway.upstream.script(cutAfter(2));
    const { text: whole } = await postResponse(gateway, { input: 'hi', stream: true });
    expect(await resumed(gateway, idIn(whole), 3)).toBe(tail(whole, 3));
  });

  it.each([
    ['stream=maybe', 'stream'],
    ['starting_after=1', 'starting_after'],
    ['stream=true&starting_after=-1', 'starting_after'],
    ['stream=true&starting_after=x', 'starting_after'],
  ])('%s is 400', async (query, param) => {
    const { body } = await postResponse(gateway, { input: 'hi' });
    const answer = await askResponse(gateway, 'get', `${String(body.id)}?${query}`);
    expect([answer.status, answer.body.error.param]).toEqual([400, param]);
  });

  it('tells the same after a restart, as does the whole answer', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'gateway-restart-'));
    try {
      const first = await TestGateway.start({ gateway: servingResponses(), stateDir });
      first.upstream.script(chunks(['a', 'b', 'c']));
      const { text: whole } = await postResponse(first, { input: 'hi', stream: true });
      const id = idIn(whole);
      const before = (await askResponse(first, 'get', id)).body;
      await first.close();
      const second = await TestGateway.start({ gateway: servingResponses(), stateDir });
      try {
        expect((await askResponse(second, 'get', id)).body).toEqual(before);
        for (const after of readResponseStream(whole).keys())
          expect(await resumed(second, id, after)).toBe(tail(whole, after));
        second.upstream.script(text('next'));
        const next = await postResponse(second, { input: 'and?', previous_response_id: id });
        expect(next.status).toBe(200);
        expect(second.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content)).toEqual([
          'hi',
          'abc',
          'and?',
        ]);
      } finally {
        await second.close();
      }
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  });
});

describe('x-openclaw-on-disconnect', () => {
  it('continue: the run goes on without its client, who may come back to the stream', async () => {
    const { exchange, id, received, leave } = await openStream({}, stays);
    await leave();
    await exchange.delta({ content: 'two ' });
    const last = readResponseStream(`${received}data: [DONE]\n\n`).length - 1;
    const back = resumed(gateway, id, last);
    await exchange.delta({ content: 'three' });
    await exchange.finish();
    expect(received + (await back)).toBe(await resumed(gateway, id));
    expect((await askResponse(gateway, 'get', id)).body).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'one two three' }] }],
    });
  });

  it.each<Record<string, string>>([{}, { 'x-openclaw-on-disconnect': 'cancel' }])(
    '%j: the run ends with its client',
    async (headers) => {
      const { exchange, id, leave } = await openStream({}, headers);
      await leave();
      await exchange.request.closed;
      expect(exchange.request.aborted).toBe(true);
      expect(await untilOver(gateway, id)).toMatchObject({
        status: 'cancelled',
        output: [{ status: 'incomplete', content: [{ text: 'one ' }] }],
      });
    },
  );

  it('continue: a whole answer and an early failure are as without it', async () => {
    gateway.upstream.script(text('Hello!'), status(500));
    const { body } = await postResponse(gateway, { input: 'hi' }, stays);
    expect(body).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'Hello!' }] }] });
    expect((await postResponse(gateway, { input: 'hi' }, stays)).status).toBe(502);
  });

  it.each([
    ['later', {}],
    ['', {}],
    ['continue', { store: false }],
  ])('%j with %j is 400', async (value, fields) => {
    const answer = await postResponse(gateway, { input: 'hi', ...fields }, { 'x-openclaw-on-disconnect': value });
    expect([answer.status, answer.body.error.param]).toEqual([400, 'x-openclaw-on-disconnect']);
  });
});

describe('background', () => {
  it('answers at once; the answer comes to those who ask for it', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['one ', door, 'two']));
    const { body } = await postResponse(gateway, { input: 'hi', background: true });
    expect(body).toMatchObject({ background: true, store: true, output: [] });
    expect(['queued', 'in_progress']).toContain(body.status);
    const live = resumed(gateway, body.id);
    door.open();
    const over = await untilOver(gateway, body.id);
    expect(over).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'one two' }] }] });
    expect(await live).toBe(await resumed(gateway, body.id));
  });

  it('one that waits for its turn is queued', async () => {
    const manual = gateway.upstream.manual();
    const first = await postResponse(gateway, { input: 'one', background: true, conversation: 'queue' });
    const exchange = await manual;
    gateway.upstream.script(text('second'));
    const second = await postResponse(gateway, { input: 'two', background: true, conversation: 'queue' });
    expect((await askResponse(gateway, 'get', second.body.id)).body.status).toBe('queued');
    await exchange.finish();
    expect(await untilOver(gateway, first.body.id)).toMatchObject({ status: 'completed' });
    expect(await untilOver(gateway, second.body.id)).toMatchObject({ status: 'completed' });
  });

  it('an early failure is a failed response', async () => {
    gateway.upstream.script(status(500), status(500));
    const { body } = await postResponse(gateway, { input: 'hi', background: true });
    expect(await untilOver(gateway, body.id)).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
    const { text: stream } = await postResponse(gateway, { input: 'hi', background: true, stream: true });
    expect(readResponseStream(stream).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.failed',
    ]);
  });

  it('a stream of it may be left and taken up again', async () => {
    const { exchange, id, leave } = await openStream({ background: true });
    await leave();
    await exchange.delta({ content: 'two' });
    await exchange.finish();
    expect(await untilOver(gateway, id)).toMatchObject({ output: [{ content: [{ text: 'one two' }] }] });
  });

  it('needs a response that is kept', async () => {
    const answer = await postResponse(gateway, { input: 'hi', background: true, store: false });
    expect([answer.status, answer.body.error.param]).toEqual([400, 'background']);
  });
});

describe('POST /v1/responses/{id}/cancel', () => {
  it('ends the run, and says so ever after', async () => {
    const { exchange, id, leave } = await openStream({ background: true });
    const cancelled = await askResponse(gateway, 'post', `${id}/cancel`);
    expect(cancelled.body).toMatchObject({ id, status: 'cancelled', output: [{ content: [{ text: 'one ' }] }] });
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    expect((await askResponse(gateway, 'post', `${id}/cancel`)).body).toEqual(cancelled.body);
    expect((await askResponse(gateway, 'get', id)).body).toEqual(cancelled.body);
    await leave();
  });

  it('leaves what is over as it is', async () => {
    gateway.upstream.script(text('done'));
    const { body } = await postResponse(gateway, { input: 'hi', background: true });
    const over = await untilOver(gateway, body.id);
    expect((await askResponse(gateway, 'post', `${String(body.id)}/cancel`)).body).toEqual(over);
  });

  it.each<[string, Record<string, string>]>([
    ['continue', stays],
    ['a key', { 'idempotency-key': 'left-behind' }],
  ])('ends what its client has left behind with %s', async (_by, headers) => {
    const { exchange, id, leave } = await openStream({}, headers);
    await leave();
    const cancelled = await askResponse(gateway, 'post', `${id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, body: { id, status: 'cancelled' } });
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
  });

  it('ends also what its client still listens to', async () => {
    const { exchange, id, leave } = await openStream();
    expect((await askResponse(gateway, 'post', `${id}/cancel`)).body).toMatchObject({ id, status: 'cancelled' });
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    await leave();
  });

  it('of one that never was in the background gives it as it ended', async () => {
    const { body } = await postResponse(gateway, { input: 'hi' });
    expect((await askResponse(gateway, 'post', `${String(body.id)}/cancel`)).body).toEqual(body);
  });

  it('is for the responses of the caller', async () => {
    const { body } = await postResponse(gateway, { input: 'hi' });
    const guest = { 'x-openclaw-sender-is-owner': 'false' };
    for (const [id, headers] of [['resp_none', {}] as const, [String(body.id), guest] as const])
      expect((await askResponse(gateway, 'post', `${id}/cancel`, headers)).status).toBe(404);
  });
});

describe('DELETE of a response at work', () => {
  it('ends its run and leaves nothing of it', async () => {
    const { exchange, id, leave } = await openStream({ background: true });
    expect((await deleteResponse(gateway, id)).status).toBe(200);
    await exchange.request.closed;
    expect((await askResponse(gateway, 'get', id)).status).toBe(404);
    await leave();
  });
});

describe('a damaged store', () => {
  it('keeps the gateway from starting, and is not touched', async () => {
    for (const name of ['responses.sqlite', 'runs.sqlite']) {
      const stateDir = mkdtempSync(join(tmpdir(), 'gateway-damaged-'));
      writeFileSync(join(stateDir, name), 'this is no database '.repeat(300));
      await expect(createTestApp({ stateDir })).rejects.toThrow(name);
      rmSync(stateDir, { recursive: true, force: true });
    }
  });
});
