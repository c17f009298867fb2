import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { createTestApp } from '../support/create-test-app.js';
import { cutAfter, status, text, toolCall } from '../support/fake-answers.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { FakeClock } from '../support/fake-clock.js';
import { eventually } from '../support/eventually.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const send = { sessionKey: 'chat', message: 'hi', idempotencyKey: 'chat-1' };

describe('chat.send', () => {
  let gateway: TestGateway;
  let clock: FakeClock;
  let client: WsClient;

  beforeEach(async () => {
    clock = new FakeClock();
    gateway = await TestGateway.start({ override: (builder) => builder.overrideProvider(Clock).useValue(clock) });
    client = await WsClient.connect(gateway);
  });
  afterEach(async () => {
    WsClient.cutAll();
    await gateway.close();
  });

  const states = (): string[] => client.payloads('chat').map(({ state }) => state);

  it('answers once, at once; the reply comes in chat events', async () => {
    const held = gateway.upstream.manual();
    const answer = await client.request('chat.send', send);
    expect(answer.payload).toEqual({ runId: 'chat-1', status: 'started' });
    const exchange = await held;
    await exchange.delta({ content: 'hello' });
    await exchange.finish();
    const final = await client.event('chat', ({ state }) => state === 'final');
    expect(final).toEqual({
      runId: 'chat-1',
      sessionKey: 'agent:main:chat',
      agentId: 'main',
      seq: expect.any(Number),
      state: 'final',
      stopReason: 'stop',
      message: { role: 'assistant', content: [{ type: 'text', text: 'hello' }], timestamp: clock.now() },
    });
    await client.settled();
    expect(client.answers(answer.id ?? '')).toHaveLength(1);
  });

  it('each delta has the new text and the whole text so far', async () => {
    const held = gateway.upstream.manual();
    await client.request('chat.send', send);
    const exchange = await held;
    for (const piece of ['one ', 'two ', 'drei ✓ ', '四']) {
      await exchange.delta({ content: piece });
      await client.event('agent', ({ stream }) => stream === 'lifecycle');
      await eventually(() => client.payloads('chat').length > 0);
      await clock.advance(100);
    }
    await exchange.finish();
    await client.event('chat', ({ state }) => state === 'final');
    let whole = '';
    for (const { deltaText, message } of client.payloads('chat').filter(({ state }) => state === 'delta')) {
      whole += String(deltaText);
      expect(message).toMatchObject({ role: 'assistant', content: [{ type: 'text', text: whole }] });
    }
    expect(whole).toBe('one two drei ✓ 四');
    expect(client.payloads('chat').at(-1).message.content[0].text).toBe(whole);
  });

  it('text is gathered for 100 ms: the first piece goes out at once, the others together', async () => {
    const held = gateway.upstream.manual();
    await client.request('chat.send', send);
    const exchange = await held;
    await exchange.delta({ content: 'first' });
    await client.event('chat', ({ deltaText }) => deltaText === 'first');
    for (let piece = 0; piece < 20; piece++) await exchange.delta({ content: ` ${piece}` });
    await saidSoFar(exchange, 'first 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19');
    await clock.advance(99);
    await client.settled();
    expect(states()).toEqual(['delta', 'delta']);
    await clock.advance(1);
    const { deltaText } = await client.event('chat', ({ deltaText }) => !['', 'first'].includes(deltaText));
    expect(deltaText).toBe(' 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19');
    await exchange.finish();
    await client.event('chat', ({ state }) => state === 'final');
    expect(states()).toEqual(['delta', 'delta', 'delta', 'final']);
  });

  it('what is held back goes out before a tool and before the end', async () => {
    const held = gateway.upstream.manual();
    gateway.upstream.script(text('done'));
    await client.request('chat.send', send);
    const exchange = await held;
    await exchange.delta({ content: 'a' });
    await client.event('chat');
    await exchange.delta({ content: 'b' });
    await exchange.delta({
      tool_calls: [{ index: 0, id: 'c', function: { name: 'session_status', arguments: '{}' } }],
    });
    await exchange.finish('tool_calls');
    await client.event('chat', ({ state }) => state === 'final');
    const order = client.frames.flatMap(({ event, payload }) => {
      if (event === 'chat') return [payload.state === 'delta' ? payload.deltaText : payload.state];
      return event === 'agent' && payload.stream === 'tool' ? [payload.data.phase] : [];
    });
    expect(order).toEqual(['', 'a', 'b', 'start', 'result', expect.stringContaining('done'), 'final']);
  });

  it('a run that fails ends with state error, before and after its first word', async () => {
    for (const [index, answer] of [status(503), cutAfter(2)].entries()) {
      gateway.upstream.script(answer);
      const runId = `failing-${index}`;
      await client.request('chat.send', { ...send, idempotencyKey: runId });
      const failed = await client.event('chat', (payload) => payload.runId === runId && payload.state === 'error');
      expect(failed).toEqual({
        runId,
        sessionKey: 'agent:main:chat',
        agentId: 'main',
        seq: expect.any(Number),
        state: 'error',
        errorMessage: expect.stringMatching(/provider/i),
      });
    }
  });

  it('a run that is stopped ends with state aborted and what it had said', async () => {
    const held = gateway.upstream.manual();
    await client.request('chat.send', send);
    await (await held).delta({ content: 'half a' });
    await client.event('chat');
    expect((await client.result('chat.abort', { sessionKey: 'chat', runId: 'chat-1' })).runIds).toEqual(['chat-1']);
    expect(await client.event('chat', ({ state }) => state === 'aborted')).toMatchObject({
      stopReason: 'aborted',
      message: { content: [{ type: 'text', text: 'half a' }] },
    });
    await client.settled();
    expect(states()).toEqual(['delta', 'delta', 'aborted']);
  });

  it('one that is stopped before its first word ends without a message', async () => {
    const held = gateway.upstream.manual();
    await client.request('chat.send', send);
    await held;
    await client.request('chat.abort', { sessionKey: 'chat' });
    expect(await client.event('chat', ({ state }) => state === 'aborted')).not.toHaveProperty('message');
  });

  it('sent again it says how far the run is', async () => {
    const held = gateway.upstream.manual();
    const status = async (): Promise<string> => (await client.result('chat.send', send)).status;
    expect(await status()).toBe('started');
    const exchange = await held;
    expect(await status()).toBe('in_flight');
    await exchange.finish();
    await client.event('chat', ({ state }) => state === 'final');
    expect(await status()).toBe('ok');
    gateway.upstream.script((answer) => answer.json({ error: { message: 'no' } }, 400));
    const failing = { ...send, idempotencyKey: 'chat-2' };
    await client.request('chat.send', failing);
    await client.event('chat', ({ state }) => state === 'error');
    expect((await client.result('chat.send', failing)).status).toBe('error');
  });

  it('the time that the caller allows ends the run', async () => {
    const held = gateway.upstream.manual();
    await client.request('chat.send', { ...send, timeoutMs: 1_500 });
    await held;
    await clock.advance(1_500);
    const { errorMessage } = await client.event('chat', ({ state }) => state === 'error');
    expect(errorMessage).toContain('stopped after 1.5 seconds, as its caller asked');
  });

  it.each<[string, Record<string, unknown>]>([
    ['no session', { sessionKey: undefined }],
    ['an empty session', { sessionKey: '' }],
    ['no message', { message: undefined }],
    ['an empty message', { message: '' }],
    ['no key', { idempotencyKey: undefined }],
    ['a time that is none', { timeoutMs: 'soon' }],
    ['a session of another agent', { agentId: 'main', sessionKey: 'agent:front-desk:x' }],
    ['an unknown agent', { agentId: 'nobody' }],
  ])('%s is refused, and no run begins', async (_name, overrides) => {
    expect((await client.request('chat.send', { ...send, ...overrides })).error?.code).toBe('INVALID_REQUEST');
    expect(client.payloads('chat')).toEqual([]);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it.each([{}, { sessionKey: 7 }, { sessionKey: 'x', runId: '' }])('chat.abort of %j is refused', async (params) => {
    expect((await client.request('chat.abort', params)).error?.message).toMatch(/^invalid chat.abort params: at /);
  });

  describe('chat.history', () => {
    it('has what was said in order, with tools, and knows each message by its run', async () => {
      gateway.upstream.script(toolCall('session_status', {}, 'call_1'), text('It is fine.'));
      await client.request('chat.send', send);
      await client.event('chat', ({ state }) => state === 'final');
      const history = await client.result('chat.history', { sessionKey: 'chat' });
      const origin = { timestamp: clock.now(), idempotencyKey: 'chat-1' };
      expect(history).toEqual({
        sessionKey: 'agent:main:chat',
        sessionId: 'chat',
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'hi' }], ...origin },
          {
            role: 'assistant',
            content: [{ type: 'toolCall', id: 'call_1', name: 'session_status', arguments: {} }],
            ...origin,
          },
          { role: 'toolResult', content: [{ type: 'text', text: expect.any(String) }], ...origin },
          { role: 'assistant', content: [{ type: 'text', text: 'It is fine.' }], ...origin },
        ],
        sessionInfo: expect.objectContaining({ key: 'agent:main:chat', turns: 1, hasActiveRun: false }),
      });
      const last = await client.result('chat.history', { sessionKey: 'agent:main:chat', limit: 1 });
      expect(last.messages).toEqual(history.messages.slice(-1));
    });

    it('of a session that nobody has written to is empty', async () => {
      expect(await client.result('chat.history', { sessionKey: 'nothing', agentId: 'front-desk' })).toEqual({
        sessionKey: 'agent:front-desk:nothing',
        sessionId: 'nothing',
        messages: [],
      });
    });

    it.each([{}, { sessionKey: 'x', limit: 0 }, { sessionKey: 'x', limit: 1_001 }, { sessionKey: ['x'] }])(
      '%j is refused',
      async (params) => {
        expect((await client.request('chat.history', params)).error?.message).toMatch(
          /^invalid chat.history params: at /,
        );
      },
    );

    it('has a refusal that is being said, as the events have it', async () => {
      const held = gateway.upstream.manual();
      await client.request('chat.send', { ...send, idempotencyKey: 'refusing' });
      const exchange = await held;
      await exchange.delta({ refusal: 'I would ' });
      await exchange.delta({ refusal: 'rather not.' });
      await saidSoFar(exchange, 'I would rather not.');
      const { inFlightRun } = await client.result('chat.history', { sessionKey: 'chat' });
      expect(inFlightRun).toEqual({ runId: 'refusing', text: 'I would rather not.' });
      await exchange.finish();
    });
  });

  /** Waits until the gateway has read what the model has sent. */
  async function saidSoFar(exchange: FakeExchange, whole: string): Promise<void> {
    let said = '';
    await eventually(() => {
      client.result('chat.history', { sessionKey: 'chat' }).then(
        ({ inFlightRun }) => (said = inFlightRun?.text),
        () => undefined,
      );
      return said === whole || exchange.response.destroyed;
    });
  }
});

describe('chat.send to a model that answers at once', () => {
  it('a client is told that its run has started before it hears of the run', async () => {
    const gateway = await createTestApp();
    try {
      const client = await WsClient.connect(gateway);
      const before = client.frames.length;
      const answer = await client.request('chat.send', send);
      await client.event('chat', ({ state }) => state === 'final');
      expect(client.frames[before]).toEqual(answer);
    } finally {
      WsClient.cutAll();
      await gateway.close();
    }
  });
});
