import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { UnreadSocket } from '../../../test/support/unread-socket.js';
import { FrameSender } from '../frame-sender.js';
import { ConnectionMemory } from './connection-memory.js';
import type { CreateFrames } from './create-frames.service.js';
import type { FrameCaller } from './frame-caller.js';
import { ResponsesClient } from './responses-client.js';

const hour = 60 * 60_000;

describe(ResponsesClient.name, () => {
  let socket: UnreadSocket;
  let clock: FakeClock;
  let callers: FrameCaller[];
  /** Bytes of memory that wait. */
  let waiting: number;
  /** Ends the response under way. */
  let end: () => void;
  let sut: ResponsesClient;

  beforeEach(() => {
    socket = new UnreadSocket();
    clock = new FakeClock();
    callers = [];
    waiting = 0;
    const answer = jest.fn<CreateFrames['answer']>((_text, caller) => {
      callers.push(caller);
      return new Promise((resolve) => (end = resolve));
    });
    const webSocket = socket.asWebSocket;
    sut = new ResponsesClient(
      webSocket,
      {
        owner: { credential: { id: 'shared-token', kind: 'token', mayBeOwner: true }, header: 'absent' },
        route: { agentId: undefined, sessionKey: undefined, model: undefined, messageChannel: undefined },
        onDisconnect: 'cancel',
        clientAddress: '127.0.0.1',
      },
      {
        frames: { answer } as unknown as CreateFrames,
        clock,
        ids: new FakeIds(),
        sender: new FrameSender(webSocket, { limit: () => 12_000, terminateSoon: () => undefined }),
        limit: () => ({ bytes: 100, setting: 'the.limit' }),
        memory: new ConnectionMemory(),
        received: { add: (change) => (waiting += change) },
        onFault: () => undefined,
      },
    );
  });

  const receive = (text: string): boolean => socket.emit('message', Buffer.from(text), false);
  /** The last error. */
  const lastSent = (): unknown =>
    JSON.parse(socket.sent.findLast((frame) => frame.startsWith('text '))?.slice(5) ?? 'null');
  const closings = (): string[] => socket.sent.filter((frame) => frame.startsWith('close '));

  /** Name and code of each error, as they were sent. */
  const refusals = (): unknown[] => {
    const texts = socket.sent.filter((frame) => frame.startsWith('text ')).map((frame) => frame.slice(5));
    return texts.map((text) => {
      const { stream_id: name, error } = JSON.parse(text);
      return [name, error.code];
    });
  };
  /** Sends a frame while one is under way, one after the end was announced, and lets the one under way end. */
  async function askAround(announce: () => void | Promise<void>): Promise<void> {
    receive('{}');
    receive('{"stream_id":"waiting"}');
    await announce();
    receive('{"stream_id":"late"}');
    expect([closings(), refusals()]).toEqual([[], []]);
    end();
    await new Promise(setImmediate);
    socket.read();
    expect(callers).toHaveLength(1);
  }

  it('lets the response under way end when the time is up, and tells others so', async () => {
    await askAround(() => clock.advance(hour));
    const code = 'websocket_connection_limit_reached';
    expect(refusals()).toEqual([
      ['waiting', code],
      ['late', code],
      [undefined, code],
    ]);
    expect(closings()).toEqual(['close 1000 connection time limit']);
  });

  it('K2: at a stop lets the response under way end, and tells others so', async () => {
    await askAround(() => sut.stop('the gateway stops'));
    expect(refusals()).toEqual([
      ['waiting', 'draining'],
      ['late', 'draining'],
    ]);
    expect(closings()).toEqual(['close 1012 the gateway stops']);
  });

  it('names the request that it refuses, where that can be read', () => {
    receive('{}');
    for (let count = 0; count < 16; count += 1) receive('{}');
    for (const frame of ['{"stream_id":"left"}', '{"stream_id":5}', 'no JSON']) receive(frame);
    socket.read();
    expect(refusals()).toEqual([
      ['left', 'too_many_requests'],
      [undefined, 'too_many_requests'],
      [undefined, 'too_many_requests'],
    ]);
  });

  it('does not wait for ever for one that its client does not read', async () => {
    receive('{}');
    await clock.advance(2 * hour - 1);
    expect(callers[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(callers[0]?.signal.aborted).toBe(true);
    expect(closings()).toEqual(['close 1000 connection time limit']);
  });

  it('at a stop lets the answer under way arrive before it closes', async () => {
    receive('{}');
    sut.stop('the gateway stops');
    await clock.advance(1_999);
    expect(closings()).toEqual([]);
    expect(callers[0]?.signal.aborted).toBe(false);
    end();
    await new Promise(setImmediate);
    expect(closings()).toEqual(['close 1012 the gateway stops']);
    expect(clock.waiting).toBe(0);
  });

  it('at a stop waits two seconds for an answer that its client does not read', async () => {
    receive('{}');
    sut.stop('the gateway stops');
    await clock.advance(2_000);
    expect(closings()).toEqual(['close 1012 the gateway stops']);
    expect(callers[0]?.signal.aborted).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('is told when it sends more than it may, whatever it is', () => {
    const send = (): void => {
      receive('x'.repeat(101));
      socket.read();
    };
    for (let count = 0; count < 500; count += 1) send();
    expect(lastSent()).toMatchObject({ status: 413 });
    send();
    expect(lastSent()).toMatchObject({ status: 429, error: { code: 'too_many_requests' } });
    expect(closings()).toEqual([]);
  });

  it('refuses what is larger than the limit of now', () => {
    receive('x'.repeat(101));
    expect(lastSent()).toMatchObject({ status: 413, error: { code: 'request_too_large' } });
    expect(callers).toEqual([]);
  });

  it('tells how much waits behind the frame under way', () => {
    receive('{}');
    receive('{"stream_id":"waiting"}');
    expect(waiting).toBe(46);
  });

  it('begins nothing of what waited when the client leaves', async () => {
    receive('{}');
    receive('{"stream_id":"waiting"}');
    socket.emit('close');
    expect(waiting).toBe(0);
    end();
    await new Promise(setImmediate);
    expect(callers).toHaveLength(1);
  });

  it('leaves nothing waiting when the client leaves', async () => {
    receive('{}');
    socket.emit('close');
    expect(callers[0]?.signal.aborted).toBe(true);
    await clock.advance(3 * hour);
    expect(closings()).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
