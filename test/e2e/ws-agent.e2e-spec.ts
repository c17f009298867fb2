import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chat, openChat, says } from '../support/chat.js';
import { chunks, cutAfter, gate, hang, status, text, toolCall } from '../support/fake-answers.js';
import { makePdf } from '../support/make-pdf.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';
import { pixelPng, pixelUri } from '../support/pixel.js';

let gateway: TestGateway;
let count = 0;

beforeAll(async () => {
  gateway = await TestGateway.start({
    sections: {
      agents: {
        defaults: { model: 'fake/model' },
        list: [
          { id: 'main', default: true, timeoutSeconds: 60 },
          { id: 'front-desk', publicMode: true, tools: { allow: ['*'] } },
        ],
      },
    },
  });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** Parameters of `agent` in a session of their own. */
const message = (overrides: Record<string, unknown> = {}): Record<string, unknown> => {
  count += 1;
  return { message: 'hi', sessionKey: `session-${count}`, idempotencyKey: `key-${count}`, ...overrides };
};

/** Runs to the end and resolves with the last answer. */
async function run(overrides: Record<string, unknown> = {}) {
  const client = await WsClient.connect(gateway);
  return (await client.startAgent(message(overrides))).completed;
}

async function refused(overrides: Record<string, unknown>) {
  const client = await WsClient.connect(gateway);
  const id = client.ask('agent', message(overrides));
  const { error } = await client.answer(id);
  await client.settled();
  expect(client.answers(id)).toHaveLength(1);
  expect(gateway.upstream.requests).toEqual([]);
  return error;
}

const toolNames = (): string[] => (gateway.upstream.lastRequest.body.tools ?? []).map((tool) => tool.function.name);

describe('the two answers of agent', () => {
  it('the first when it is accepted, the second when it has ended, under one id', async () => {
    gateway.upstream.script(text('hello'));
    const client = await WsClient.connect(gateway);
    const before = Date.now();
    const started = await client.startAgent(message({ idempotencyKey: 'two', sessionKey: 'two' }));
    expect(started.accepted).toEqual({
      type: 'res',
      id: started.id,
      ok: true,
      payload: {
        runId: 'two',
        sessionKey: 'agent:main:two',
        agentId: 'main',
        status: 'accepted',
        acceptedAt: expect.any(Number),
      },
    });
    expect(started.accepted.payload.acceptedAt).toBeGreaterThanOrEqual(before);
    expect(await started.completed).toEqual({
      type: 'res',
      id: started.id,
      ok: true,
      payload: {
        runId: 'two',
        status: 'ok',
        summary: 'completed',
        result: {
          payloads: [{ text: 'hello', mediaUrl: null }],
          meta: {
            durationMs: expect.any(Number),
            agentMeta: {
              sessionId: 'two',
              provider: 'fake',
              model: 'model',
              usage: { input: 10, output: 5, cacheRead: 0, total: 15 },
            },
            stopReason: 'stop',
          },
        },
      },
    });
  });

  it('the first comes although the model has not said a word, the second only at the end', async () => {
    const held = gateway.upstream.manual();
    const client = await WsClient.connect(gateway);
    const started = await client.startAgent(message());
    const exchange = await held;
    await exchange.delta({ content: 'half' });
    await client.event('chat');
    expect(client.answers(started.id)).toHaveLength(1);
    await exchange.finish();
    expect((await started.completed).payload.result.payloads[0].text).toBe('half');
  });

  it('an answer without a word is an empty text', async () => {
    gateway.upstream.script(text(''));
    expect((await run()).payload.result.payloads).toEqual([{ text: '', mediaUrl: null }]);
  });

  it('a failure is the second answer, with what HTTP would have said', async () => {
    gateway.upstream.script(status(503));
    const { ok, error } = await run({ idempotencyKey: 'failing' });
    expect(ok).toBe(false);
    expect(error).toEqual({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('provider'),
      details: { code: 'upstream_error', status: 502, runId: 'failing' },
      retryable: true,
    });
  });
});

describe('the events of a run', () => {
  it('come in order: lifecycle, assistant, tool, usage, lifecycle, each numbered within the run', async () => {
    const door = gate();
    gateway.upstream.script(toolCall('session_status', { a: 1 }, 'call_1'), chunks(['It is ', door, 'fine.']));
    const client = await WsClient.connect(gateway);
    const { completed } = await client.startAgent(message({ idempotencyKey: 'events', sessionKey: 'events' }));
    await client.event('agent', ({ stream }) => stream === 'assistant');
    door.open();
    await completed;
    const events = client.payloads('agent');
    const steps = events.map(({ stream, data }) => (data.phase ? `${stream} ${data.phase}` : stream));
    expect(steps).toEqual([
      ...['lifecycle start', 'tool start', 'tool result', 'assistant', 'assistant', 'usage', 'lifecycle end'],
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        runId: 'events',
        sessionKey: 'agent:main:events',
        sessionId: 'events',
        agentId: 'main',
        ts: expect.any(Number),
      });
    }
    const seqs = client.frames
      .filter(({ payload }) => payload?.runId === 'events' && payload.seq)
      .map((f) => f.payload);
    expect(seqs.map(({ seq }) => seq)).toEqual(seqs.map((_, index) => index + 1));
    const [start, toolStart, toolResult, first, second, usage, end] = events.map(({ data }) => data);
    expect(toolStart).toEqual({ toolCallId: 'call_1', name: 'session_status', phase: 'start', args: { a: 1 } });
    expect(toolResult).toMatchObject({ toolCallId: 'call_1', name: 'session_status', phase: 'result' });
    expect(toolResult.result.content).toEqual([{ type: 'text', text: expect.any(String) }]);
    expect(first).toEqual({ text: 'It is ', delta: 'It is ' });
    expect(second).toEqual({ text: 'It is fine.', delta: 'fine.' });
    expect(usage).toEqual({ input: 20, output: 10, cacheRead: 0, total: 30 });
    expect(end).toEqual({
      phase: 'end',
      startedAt: start.startedAt,
      endedAt: expect.any(Number),
      aborted: false,
      stopReason: 'stop',
    });
  });

  it('of a tool that the model calls wrongly tell that it failed', async () => {
    gateway.upstream.script(toolCall('no_such_tool', '{broken', 'call_1'), text('sorry'));
    const client = await WsClient.connect(gateway);
    await (
      await client.startAgent(message())
    ).completed;
    const [start, result] = client.payloads('agent').flatMap(({ stream, data }) => (stream === 'tool' ? [data] : []));
    expect(start.args).toBe('{broken');
    expect(result).toMatchObject({ phase: 'result', isError: true });
  });

  it('reach everybody who may read, whoever started the run', async () => {
    const [starter, other] = [await WsClient.connect(gateway), await WsClient.connect(gateway)];
    await (
      await starter.startAgent(message())
    ).completed;
    await Promise.all([starter.settled(), other.settled()]);
    expect(other.payloads('agent')).toEqual(starter.payloads('agent'));
    expect(other.payloads('chat')).toEqual(starter.payloads('chat'));
  });

  it('never come before the answer that tells of the run', async () => {
    const client = await WsClient.connect(gateway);
    const { id, completed } = await client.startAgent(message());
    await completed;
    const accepted = client.frames.findIndex((frame) => frame.id === id);
    const first = client.frames.findIndex(({ event }) => event === 'agent' || event === 'chat');
    expect(accepted).toBeLessThan(first);
  });

  it('of a failure end with lifecycle error and chat error', async () => {
    gateway.upstream.script(cutAfter(2));
    const client = await WsClient.connect(gateway);
    const { error } = await (await client.startAgent(message())).completed;
    await client.settled();
    expect(client.payloads('agent').at(-1)).toMatchObject({
      stream: 'lifecycle',
      data: { phase: 'error', aborted: false, error: error?.message },
    });
    expect(client.payloads('chat').at(-1)).toMatchObject({ state: 'error', errorMessage: error?.message });
  });
});

describe('what can be said to agent', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no message', { message: undefined }, "at root: must have required property 'message'"],
    ['a message that is no text', { message: ['hi'] }, 'at /message: must be string'],
    ['no idempotency key', { idempotencyKey: undefined }, "at root: must have required property 'idempotencyKey'"],
    ['a key with a space', { idempotencyKey: 'a b' }, 'at /idempotencyKey: must match pattern'],
    ['an empty key', { idempotencyKey: '' }, 'at /idempotencyKey'],
    ['an endless key', { idempotencyKey: 'x'.repeat(257) }, 'at /idempotencyKey'],
    ['a timeout that is no number', { timeout: 'soon' }, 'at /timeout: must be integer'],
    ['a negative timeout', { timeout: -1 }, 'at /timeout: must be >= 0'],
    ['an ownership that is no boolean', { senderIsOwner: 'true' }, 'at /senderIsOwner: must be boolean'],
    ['attachments without content', { attachments: [{ fileName: 'x' }] }, 'at /attachments/0: must have required'],
    ['too many attachments', { attachments: Array.from({ length: 17 }, () => ({ content: 'eA==' })) }, '/attachments'],
  ])('%s is refused with its place', async (_name, overrides, problem) => {
    const error = await refused(overrides);
    expect(error?.code).toBe('INVALID_REQUEST');
    expect(error?.message).toContain(`invalid agent params: `);
    expect(error?.message).toContain(problem);
  });

  it.each<[string, Record<string, unknown>, string, object]>([
    ['an unknown agent', { agentId: 'nobody' }, "no agent 'nobody'", { code: 'model_not_found', param: 'agentId' }],
    ['an agent that is no name', { agentId: 'No Agent!' }, 'agent id', { code: 'invalid_agent_id', param: 'agentId' }],
    ['a session of an unknown agent', { sessionKey: 'agent:nobody:x' }, "no agent 'nobody'", { param: 'sessionKey' }],
    [
      'a session of another agent',
      { agentId: 'main', sessionKey: 'agent:front-desk:x' },
      'names another agent than the request; leave the agent out, or name the one of the key.',
      { status: 400, param: 'sessionKey' },
    ],
    ['a key without a session', { sessionKey: 'agent:main' }, 'no session', { status: 400, param: 'sessionKey' }],
    ['a key without an agent', { sessionKey: 'agent::x' }, 'agent id', { status: 400, param: 'sessionKey' }],
    ['a reserved session', { sessionKey: 'subagent:x' }, 'reserved', { status: 400, param: 'sessionKey' }],
    ['a session key with a space', { sessionKey: 'a b' }, 'without spaces.', { status: 400, param: 'sessionKey' }],
    ['an attachment that is none', { attachments: [{ content: '!!!' }] }, '', { status: 400, param: 'attachments[0]' }],
  ])('%s is refused in words of its own, not of HTTP', async (_name, overrides, words, details) => {
    const error = await refused(overrides);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', retryable: false, details });
    expect(error?.message).toContain(words);
    expect(JSON.stringify(error)).not.toMatch(/x-openclaw|header|`model`|\/v1\//);
  });

  it.each(['', '   \n'])('an empty message %j is refused', async (empty) => {
    expect(await refused({ message: empty })).toEqual({
      code: 'INVALID_REQUEST',
      message: 'the message is empty; send a text or an attachment',
    });
  });

  it('without a session it is the session main of the agent', async () => {
    const client = await WsClient.connect(gateway);
    const plain = await client.startAgent({ message: 'hi', idempotencyKey: 'plain' });
    const named = await client.startAgent({ message: 'hi', agentId: 'front-desk', idempotencyKey: 'named' });
    expect(plain.accepted.payload.sessionKey).toBe('agent:main:main');
    expect(named.accepted.payload).toMatchObject({ sessionKey: 'agent:front-desk:main', agentId: 'front-desk' });
    await Promise.all([plain.completed, named.completed]);
  });

  it('the session key chooses the agent where nothing else does; sessionId is a name within it', async () => {
    const client = await WsClient.connect(gateway);
    const byKey = await client.startAgent(message({ sessionKey: 'agent:Front-Desk:x' }));
    const byId = await client.startAgent(message({ sessionKey: undefined, sessionId: 'some-id' }));
    expect(byKey.accepted.payload).toMatchObject({ sessionKey: 'agent:front-desk:x', agentId: 'front-desk' });
    expect(byId.accepted.payload.sessionKey).toBe('agent:main:some-id');
    await Promise.all([byKey.completed, byId.completed]);
  });

  it('extraSystemPrompt stands beside the prompt of the agent', async () => {
    await run({ extraSystemPrompt: 'Answer in verse.' });
    expect(gateway.upstream.lastRequest.systemText).toContain('Answer in verse.');
  });

  it('attachments reach the model: images as images, texts and PDFs as text, also as data URIs', async () => {
    const { ok } = await run({
      message: 'Look.',
      attachments: [
        { mimeType: 'image/png', fileName: 'pixel.png', content: pixelPng },
        { mimeType: 'text/plain', fileName: 'notes.txt', content: Buffer.from('alpha beta').toString('base64') },
        { content: `data:application/pdf;base64,${makePdf(['Invoice 4711']).toString('base64')}`, fileName: null },
      ],
    });
    expect(ok).toBe(true);
    const sent = JSON.stringify(gateway.upstream.lastRequest.body.messages.at(-1));
    expect(sent).toContain(pixelUri);
    expect(sent).toContain('alpha beta');
    expect(sent).toContain('Invoice 4711');
    expect(sent.indexOf('Look.')).toBeLessThan(sent.indexOf(pixelPng));
  });

  it('attachments without a message are enough', async () => {
    expect((await run({ message: '', attachments: [{ content: 'aGVsbG8=', mimeType: 'text/plain' }] })).ok).toBe(true);
  });
});

describe('the time that the caller allows', () => {
  it('ends the run where it is shorter than the limit of the agent', async () => {
    gateway.upstream.script(hang());
    const { error } = await run({ timeout: 1 });
    expect(error).toMatchObject({
      code: 'AGENT_TIMEOUT',
      message: 'The run was stopped after 1 seconds, as its caller asked. Ask for less, or allow more time.',
      details: { code: 'run_timeout', status: 504 },
      retryable: false,
    });
  });

  it.each([0, 86_400])('%i is no shorter limit', async (timeout) => {
    expect((await run({ timeout })).ok).toBe(true);
  });
});

describe('ownership', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['a normal agent', { agentId: 'main' }, true],
    ['a normal agent for a guest', { agentId: 'main', senderIsOwner: false }, false],
    ['a public agent', { agentId: 'front-desk' }, false],
    ['a public agent for its owner', { agentId: 'front-desk', senderIsOwner: true }, true],
    ['a public agent for a guest', { agentId: 'front-desk', senderIsOwner: false }, false],
  ])('F1: %s', async (_name, overrides, isOwner) => {
    await run(overrides);
    expect(toolNames().includes('gateway')).toBe(isOwner);
  });

  it('H4: a guest is refused in a session of the owner', async () => {
    await run({ sessionKey: 'owned' });
    const { error } = await run({ sessionKey: 'owned', senderIsOwner: false });
    expect(error).toMatchObject({ code: 'FORBIDDEN', details: { code: 'session_owner_only', status: 403 } });
    expect(error?.message).toMatch(/Use another session key, or ask as the owner\.$/);
  });
});

describe('a run that is stopped', () => {
  it('by chat.abort: the upstream is closed, everybody is told, and the caller gets an error', async () => {
    const held = gateway.upstream.manual();
    const client = await WsClient.connect(gateway);
    const { completed } = await client.startAgent(message({ idempotencyKey: 'stopped', sessionKey: 'stop' }));
    const exchange = await held;
    await exchange.delta({ content: 'half a' });
    await client.event('chat', ({ state }) => state === 'delta');
    const other = await WsClient.connect(gateway);
    expect(await other.result('chat.abort', { sessionKey: 'stop' })).toEqual({
      ok: true,
      aborted: true,
      runIds: ['stopped'],
    });
    expect((await completed).error).toMatchObject({
      message: 'The run was cancelled.',
      details: { code: 'run_cancelled', status: 409, runId: 'stopped' },
      retryable: false,
    });
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    expect(client.payloads('agent').at(-1).data).toMatchObject({ phase: 'error', aborted: true });
    expect(client.payloads('chat').at(-1)).toMatchObject({
      state: 'aborted',
      stopReason: 'aborted',
      message: { content: [{ type: 'text', text: 'half a' }] },
    });
  });

  it('by name among several of a session, which wait for each other', async () => {
    const held = gateway.upstream.manual();
    const client = await WsClient.connect(gateway);
    const runs = [];
    for (const idempotencyKey of ['line-1', 'line-2', 'line-3']) {
      runs.push(await client.startAgent(message({ idempotencyKey, sessionKey: 'line' })));
    }
    const exchange = await held;
    expect(await client.result('chat.abort', { sessionKey: 'line', runId: 'line-2' })).toMatchObject({
      runIds: ['line-2'],
    });
    await exchange.finish();
    expect((await Promise.all(runs.map(({ completed }) => completed))).map(({ ok }) => ok)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('all of a session at once, the waiting ones too, and the session is free afterwards', async () => {
    gateway.upstream.script(hang());
    const client = await WsClient.connect(gateway);
    const first = await client.startAgent(message({ idempotencyKey: 'all-1', sessionKey: 'all' }));
    await gateway.upstream.received(1);
    const second = await client.startAgent(message({ idempotencyKey: 'all-2', sessionKey: 'all' }));
    const { runIds } = await client.result('chat.abort', { sessionKey: 'agent:main:all' });
    expect([...runIds].sort()).toEqual(['all-1', 'all-2']);
    expect([(await first.completed).ok, (await second.completed).ok]).toEqual([false, false]);
    expect((await run({ sessionKey: 'all' })).ok).toBe(true);
  });

  it('that came over HTTP can be stopped too', async () => {
    gateway.upstream.script(hang());
    const client = await WsClient.connect(gateway);
    const answer = chat(gateway.url, {}, { headers: { 'x-openclaw-session-key': 'http' } });
    await gateway.upstream.received(1);
    expect((await client.result('chat.abort', { sessionKey: 'http' })).aborted).toBe(true);
    expect((await answer).json.error.code).toBe('run_cancelled');
  });

  it('nothing to stop is no error, and other sessions are left alone', async () => {
    const held = gateway.upstream.manual();
    const client = await WsClient.connect(gateway);
    const { completed } = await client.startAgent(message({ sessionKey: 'left-alone' }));
    const exchange = await held;
    for (const params of [{ sessionKey: 'left' }, { sessionKey: 'left-alone', runId: 'another' }]) {
      expect(await client.result('chat.abort', params)).toEqual({ ok: true, aborted: false, runIds: [] });
    }
    await exchange.finish();
    expect((await completed).ok).toBe(true);
  });
});

describe('agent.wait', () => {
  it('waits for a run that anybody started, and tells its end', async () => {
    const held = gateway.upstream.manual();
    const client = await WsClient.connect(gateway);
    const response = openChat(gateway.url, { messages: [says('hi')] });
    const exchange = await held;
    await exchange.delta({ content: 'half' });
    const { runId } = await client.event('agent');
    const waiting = client.request('agent.wait', { runId });
    await exchange.finish();
    expect((await waiting).payload).toEqual({
      runId,
      status: 'ok',
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
    });
    await (await response).text();
    expect((await client.result('agent.wait', { runId })).status).toBe('ok');
  });

  it('tells that time is up, that a run failed, and that there is none', async () => {
    gateway.upstream.script(hang(), status(400));
    const client = await WsClient.connect(gateway);
    const first = await client.startAgent(message({ idempotencyKey: 'wait-1', sessionKey: 'wait' }));
    await gateway.upstream.received(1);
    expect(await client.result('agent.wait', { runId: 'wait-1', timeoutMs: 0 })).toMatchObject({ status: 'timeout' });
    await client.result('chat.abort', { sessionKey: 'wait' });
    expect(await client.result('agent.wait', { runId: 'wait-1' })).toMatchObject({
      status: 'error',
      error: 'The run was cancelled.',
    });
    await first.completed;
    await (
      await client.startAgent(message({ idempotencyKey: 'wait-2' }))
    ).completed;
    expect((await client.result('agent.wait', { runId: 'wait-2' })).status).toBe('error');
    expect((await client.request('agent.wait', { runId: 'none' })).error).toEqual({
      code: 'INVALID_REQUEST',
      message: 'unknown run: none',
      details: { code: 'run_not_found' },
    });
  });

  it.each([{}, { runId: '' }, { runId: 7 }, { runId: 'x', timeoutMs: -1 }, { runId: 'x', timeoutMs: 86_400_001 }])(
    '%j is refused',
    async (params) => {
      const client = await WsClient.connect(gateway);
      expect((await client.request('agent.wait', params)).error?.message).toMatch(/^invalid agent.wait params: at /);
    },
  );
});
