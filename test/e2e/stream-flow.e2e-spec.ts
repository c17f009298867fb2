import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { type ToolResult, Tools } from '../../src/tools/tool.port.js';
import { ask, postChat } from '../support/chat-request.js';
import { eventually } from '../support/eventually.js';
import { toolCall } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { RawConnection } from '../support/raw-connection.js';
import { stalled } from '../support/stalled.js';
import { TestGateway } from '../support/test-gateway.js';
import { fakeTool } from '../support/tool-factory.js';

const longestReaction = 250;

describe('J5: a client that leaves', () => {
  const tool = { started: (): void => undefined, aborted: (): void => undefined };
  const slow = fakeTool('slow', { run: (_args, { signal }) => endlessly(signal) });
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.start({ override: (builder) => builder.overrideProvider(Tools).useValue([slow]) });
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  it.each([false, true])('aborts the upstream before its answer begins (stream: %s)', async (stream) => {
    const manual = gateway.upstream.manual();
    const connection = await RawConnection.chat(gateway.port, ask('hi', { stream }));
    const { request } = await manual;
    connection.leave();
    expect(await livedMilliseconds(request.closed)).toBeLessThan(longestReaction);
    expect(request.aborted).toBe(true);
  });

  it.each([false, true])('aborts the upstream in the middle of its answer (stream: %s)', async (stream) => {
    const manual = gateway.upstream.manual();
    const connection = await RawConnection.chat(gateway.port, ask('hi', { stream }));
    const exchange = await manual;
    await exchange.delta({ content: 'begun' });
    if (stream) await connection.until('begun');
    connection.leave();
    expect(await livedMilliseconds(exchange.request.closed)).toBeLessThan(longestReaction);
    expect(exchange.request.aborted).toBe(true);
  });

  it.each([false, true])('aborts a running tool, and no further model call is made (stream: %s)', async (stream) => {
    gateway.upstream.script(toolCall('slow', {}));
    const started = new Promise<void>((resolve) => (tool.started = resolve));
    const aborted = new Promise<void>((resolve) => (tool.aborted = resolve));
    const connection = await RawConnection.chat(gateway.port, ask('hi', { stream }));
    await started;
    connection.leave();
    expect(await livedMilliseconds(aborted)).toBeLessThan(longestReaction);
    await postChat(gateway, ask('somebody else'));
    expect(gateway.upstream.requests.map(({ lastUserText }) => lastUserText)).toEqual(['hi', 'somebody else']);
  });

  it('gives up its place in the queue of a session', async () => {
    const session = { 'x-openclaw-session-key': 'queue' };
    const manual = gateway.upstream.manual();
    const first = postChat(gateway, ask('first'), session);
    const exchange = await manual;
    const second = await RawConnection.chat(gateway.port, ask('second'), session);
    await new Promise((resolve) => setTimeout(resolve, 30));
    second.leave();
    const third = postChat(gateway, ask('third'), session);
    await exchange.delta({ content: 'done' });
    await exchange.finish();
    expect([(await first).status, (await third).status]).toEqual([200, 200]);
    expect(gateway.upstream.requests.map(({ lastUserText }) => lastUserText)).toEqual(['first', 'third']);
  });

  it('keeps nothing of the turn in its session', async () => {
    const session = { 'x-openclaw-session-key': 'left' };
    const manual = gateway.upstream.manual();
    const connection = await RawConnection.chat(gateway.port, ask('never mind', { stream: true }), session);
    const exchange = await manual;
    await exchange.delta({ content: 'begun' });
    await connection.until('begun');
    connection.leave();
    await exchange.request.closed;
    await postChat(gateway, ask('hello'), session);
    expect(gateway.upstream.lastRequest.raw).not.toMatch(/never mind|begun/);
  });

  it('takes nobody along: sixty leave, one stays', async () => {
    const stays = gateway.upstream.manual();
    const kept = postChat(gateway, ask('stay'));
    const exchange = await stays;
    gateway.upstream.handler = () => () => undefined;
    const leaving = await Promise.all(Array.from({ length: 60 }, () => RawConnection.chat(gateway.port, ask('leave'))));
    await gateway.upstream.received(61);
    leaving.forEach((connection) => connection.leave());
    await Promise.all(gateway.upstream.requests.slice(1).map(({ closed }) => closed));
    expect(gateway.upstream.requests.filter(({ aborted }) => aborted)).toHaveLength(60);
    await exchange.delta({ content: 'still here' });
    await exchange.finish();
    expect((await kept).body.choices[0].message.content).toBe('still here');
  });

  /** Ends only when the run is aborted. */
  function endlessly(signal: AbortSignal): Promise<ToolResult> {
    tool.started();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        tool.aborted();
        reject(new Error('aborted'));
      });
    });
  }
});

describe('J6: a slow reader', () => {
  const pieceBytes = 64 * 1024;
  const pieces = 1024;
  /** What the sockets of both connections may hold, and a little for the gateway itself. */
  const mostInFlight = 24 * 1024 * 1024;

  it('pauses the upstream, and loses nothing', async () => {
    const gateway = await TestGateway.start();
    try {
      const manual = gateway.upstream.manual();
      const connection = await RawConnection.chat(gateway.port, ask('hi', { stream: true }), { connection: 'close' });
      const exchange = await manual;
      await exchange.delta({ content: 'begun' });
      await connection.until('begun');
      connection.pause();
      let sent = 0;
      const sending = (async () => {
        for (; sent < pieces; sent += 1) await exchange.delta({ content: 'x'.repeat(pieceBytes) });
        await exchange.finish();
      })();
      await eventually(stalled(() => sent));
      expect(sent * pieceBytes).toBeLessThan(mostInFlight);
      connection.resume();
      await sending;
      await eventually(() => connection.closed);
      expect(connection.received).toBeGreaterThan(pieces * pieceBytes);
      expect(connection.reads.at(-1)).toMatch(/data: \[DONE\]\n\n\r\n0\r\n\r\n$/);
    } finally {
      await gateway.close();
    }
  });

  it('a comment line every 15 s of silence, and none while the model speaks', async () => {
    const clock = new FakeClock();
    const gateway = await TestGateway.start({ override: (builder) => builder.overrideProvider(Clock).useValue(clock) });
    try {
      const manual = gateway.upstream.manual();
      const connection = await RawConnection.chat(gateway.port, ask('hi', { stream: true }));
      const exchange = await manual;
      await exchange.delta({ content: 'begun' });
      await connection.until('begun');
      const comments = (): number => connection.text.split(': keep-alive\n\n').length - 1;
      await clock.advance(14_999);
      await exchange.delta({ content: 'just in time' });
      await connection.until('just in time');
      await clock.advance(14_999);
      expect(comments()).toBe(0);
      for (const count of [1, 2, 3]) {
        await clock.advance(count === 1 ? 1 : 15_000);
        await eventually(() => comments() === count);
      }
      await exchange.delta({ content: 'at last' });
      await exchange.finish();
      await connection.until('[DONE]');
      expect(comments()).toBe(3);
      connection.leave();
    } finally {
      await gateway.close();
    }
  });
});
