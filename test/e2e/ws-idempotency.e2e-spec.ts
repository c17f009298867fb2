import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventHub } from '../../src/control/events/event-hub.service.js';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { hang, status, text } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

let gateway: TestGateway;
let client: WsClient;
let count = 0;

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** A key that no other test uses. */
const newKey = (): string => `retry-${++count}`;

describe('a run that is asked for again', () => {
  it('is joined while it is under way: both get both answers, the model is asked once', async () => {
    client = await WsClient.connect(gateway);
    const held = gateway.upstream.manual();
    const params = { message: 'hi', sessionKey: 's1', idempotencyKey: newKey() };
    const first = await client.startAgent(params);
    const exchange = await held;
    const other = await WsClient.connect(gateway);
    const again = await other.startAgent(params);
    expect(again.accepted.payload).toEqual(first.accepted.payload);
    await exchange.delta({ content: 'once' });
    await exchange.finish();
    expect((await again.completed).payload).toEqual((await first.completed).payload);
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('is answered from memory when it is over, also where it failed', async () => {
    client = await WsClient.connect(gateway);
    for (const answer of [text('once'), status(400)]) {
      gateway.upstream.script(answer);
      const params = { message: 'hi', sessionKey: `s2-${count}`, idempotencyKey: newKey() };
      const first = await (await client.startAgent(params)).completed;
      const again = await (await client.startAgent(params)).completed;
      expect({ ...again, id: '' }).toEqual({ ...first, id: '' });
    }
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it('is one run, however many ask at once', async () => {
    client = await WsClient.connect(gateway);
    const params = { message: 'hi', sessionKey: 's3', idempotencyKey: newKey() };
    const ids = Array.from({ length: 20 }, () => client.ask('agent', params));
    const answers = await Promise.all(ids.map((id) => client.answer(id, 1)));
    expect(new Set(answers.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('is the same where its parameters come in another order, with null or with what nobody knows', async () => {
    client = await WsClient.connect(gateway);
    const idempotencyKey = newKey();
    const forms = [
      { message: 'hi', sessionKey: 's4', idempotencyKey, attachments: [{ fileName: 'a.txt', content: 'aGk=' }] },
      { idempotencyKey, sessionKey: 's4', attachments: [{ content: 'aGk=', fileName: 'a.txt' }], message: 'hi' },
      {
        message: 'hi',
        sessionKey: 's4',
        idempotencyKey,
        attachments: [{ fileName: 'a.txt', content: 'aGk=' }],
        lane: 1,
      },
      {
        message: 'hi',
        sessionKey: 's4',
        agentId: null,
        idempotencyKey,
        attachments: [{ fileName: 'a.txt', content: 'aGk=' }],
      },
    ];
    for (const params of forms) expect((await (await client.startAgent(params)).completed).ok).toBe(true);
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another message', { message: 'ho' }],
    ['another session', { sessionKey: 'other' }],
    ['another agent', { agentId: 'front-desk' }],
    ['another owner', { senderIsOwner: false }],
    ['another prompt', { extraSystemPrompt: 'Be brief.' }],
    ['another time limit', { timeout: 5 }],
    ['an attachment', { attachments: [{ content: 'aGk=', mimeType: 'text/plain' }] }],
  ])('with %s it is another request, and refused', async (_name, change) => {
    client = await WsClient.connect(gateway);
    const params = { message: 'hi', sessionKey: 's5', idempotencyKey: newKey() };
    await (
      await client.startAgent(params)
    ).completed;
    expect((await client.request('agent', { ...params, ...change })).error).toEqual({
      code: 'INVALID_REQUEST',
      message: 'the idempotency key was used for another request; choose a new one for each',
      details: { code: 'idempotency_key_conflict' },
    });
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('through another method it is another request', async () => {
    client = await WsClient.connect(gateway);
    const params = { message: 'hi', sessionKey: 's6', idempotencyKey: newKey() };
    await (
      await client.startAgent(params)
    ).completed;
    expect((await client.request('chat.send', params)).error?.details.code).toBe('idempotency_key_conflict');
  });

  it('under a key whose request never became a run it is a new one', async () => {
    client = await WsClient.connect(gateway);
    const idempotencyKey = newKey();
    expect((await client.request('agent', { message: ' ', idempotencyKey })).ok).toBe(false);
    expect((await client.request('agent', { message: 'hi', agentId: 'nobody', idempotencyKey })).ok).toBe(false);
    const params = { message: 'hi', sessionKey: 's7', idempotencyKey };
    expect((await (await client.startAgent(params)).completed).ok).toBe(true);
  });

  it('may not take the id of a run that came over HTTP', async () => {
    client = await WsClient.connect(gateway);
    gateway.upstream.script(hang());
    const leaving = new AbortController();
    const answer = fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'hi' }] }),
      signal: leaving.signal,
    }).catch(() => undefined);
    await gateway.upstream.received(1);
    leaving.abort();
    await answer;
    const { runId } = await client.event('agent', ({ data }) => data.phase === 'error');
    expect((await client.request('agent', { message: 'hi', idempotencyKey: runId })).error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { code: 'run_exists', status: 409 },
    });
  });
});

describe('a run whose operator leaves', () => {
  it('goes on, and whoever comes back with its key gets its result', async () => {
    client = await WsClient.connect(gateway);
    const held = gateway.upstream.manual();
    const params = { message: 'hi', sessionKey: 's8', idempotencyKey: newKey() };
    await client.startAgent(params);
    const exchange = await held;
    await exchange.delta({ content: 'while you ' });
    client.socket.terminate();
    await client.closed;
    const back = await WsClient.connect(gateway);
    const again = await back.startAgent(params);
    await exchange.delta({ content: 'were away' });
    await exchange.finish();
    expect((await again.completed).payload.result.payloads[0].text).toBe('while you were away');
    expect(exchange.request.aborted).toBe(false);
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  it('goes on when nobody is left, and its turn is kept', async () => {
    client = await WsClient.connect(gateway);
    const held = gateway.upstream.manual();
    const params = { message: 'hi', sessionKey: 's9', idempotencyKey: newKey() };
    await client.startAgent(params);
    const exchange = await held;
    client.socket.close();
    await client.closed;
    await exchange.delta({ content: 'nobody hears' });
    await exchange.finish();
    const back = await WsClient.connect(gateway);
    expect((await back.result('agent.wait', { runId: params.idempotencyKey })).status).toBe('ok');
    expect((await (await back.startAgent(params)).completed).payload.result.payloads[0].text).toBe('nobody hears');
    const { messages } = await back.result('chat.history', { sessionKey: 's9' });
    expect(messages.at(-1).content).toEqual([{ type: 'text', text: 'nobody hears' }]);
  });

  it('tells whoever comes in the middle what it says from then on, with the whole text so far', async () => {
    client = await WsClient.connect(gateway);
    const held = gateway.upstream.manual();
    const params = { message: 'hi', sessionKey: 's10', idempotencyKey: newKey() };
    const { completed } = await client.startAgent(params);
    const exchange = await held;
    await exchange.delta({ content: 'one ' });
    await client.event('chat');
    const late = await WsClient.connect(gateway);
    const { inFlightRun } = await late.result('chat.history', { sessionKey: 's10' });
    expect(inFlightRun).toEqual({ runId: params.idempotencyKey, text: 'one ' });
    await exchange.delta({ content: 'two' });
    const delta = await late.event('chat', ({ state }) => state === 'delta');
    expect(delta).toMatchObject({ deltaText: 'two', message: { content: [{ type: 'text', text: 'one two' }] } });
    await exchange.finish();
    await completed;
  });

  it('tells whoever comes where nobody was there before, as well', async () => {
    client = await WsClient.connect(gateway);
    const held = gateway.upstream.manual();
    const params = { message: 'hi', sessionKey: 's11', idempotencyKey: newKey() };
    await client.startAgent(params);
    const exchange = await held;
    client.socket.terminate();
    await eventually(() => !gateway.app.get(EventHub).hasReaders);
    await exchange.delta({ content: 'unheard ' });
    await eventually(() => (gateway.app.get(RunJournal).find(params.idempotencyKey)?.end ?? 0) > 1);
    const late = await WsClient.connect(gateway);
    const again = await late.startAgent(params);
    await exchange.delta({ content: 'heard' });
    await exchange.finish();
    await again.completed;
    await late.settled();
    expect(late.payloads('chat').at(-1)).toMatchObject({
      state: 'final',
      message: { content: [{ type: 'text', text: 'unheard heard' }] },
    });
  });
});

describe('a change of a session that is asked for again', () => {
  it.each([
    ['sessions.reset', 'existed'],
    ['sessions.delete', 'deleted'],
  ])('%s comes to what it came to the first time', async (method, field) => {
    client = await WsClient.connect(gateway);
    const key = `change-${method}`;
    await (
      await client.startAgent({ message: 'hi', sessionKey: key, idempotencyKey: newKey() })
    ).completed;
    const params = { key, idempotencyKey: newKey() };
    expect((await client.result(method, params))[field]).toBe(true);
    await (
      await client.startAgent({ message: 'again', sessionKey: key, idempotencyKey: newKey() })
    ).completed;
    expect((await client.result(method, params))[field]).toBe(true);
    expect((await client.result('chat.history', { sessionKey: key })).messages).toHaveLength(2);
    expect((await client.request(method, { ...params, key: 'other' })).error?.details.code).toBe(
      'idempotency_key_conflict',
    );
  });

  it('is done although the operator leaves while it waits', async () => {
    client = await WsClient.connect(gateway);
    await (
      await client.startAgent({ message: 'hi', sessionKey: 'leaving', idempotencyKey: newKey() })
    ).completed;
    const held = gateway.upstream.manual();
    await client.startAgent({ message: 'hi', sessionKey: 'leaving', idempotencyKey: newKey() });
    await held;
    const params = { key: 'leaving', idempotencyKey: newKey() };
    client.ask('sessions.delete', params);
    client.socket.close();
    await client.closed;
    const back = await WsClient.connect(gateway);
    expect((await back.result('sessions.delete', params)).deleted).toBe(true);
    expect((await back.result('sessions.describe', { key: 'leaving' })).session).toBeNull();
    expect(gateway.logLines.filter((line) => line.includes('AbortError'))).toEqual([]);
  });
});
