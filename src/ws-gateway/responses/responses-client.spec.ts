import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WebSocket } from 'ws';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { FrameSender } from '../frame-sender.js';
import type { CreateFrames } from './create-frames.service.js';
import { ResponsesClient } from './responses-client.js';
import type { TurnCaller } from './turn-caller.js';

const hour = 60 * 60_000;

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly send = jest.fn<(text: string) => void>();
  readonly close = jest.fn<(code: number, reason: string) => void>();
  readonly ping = jest.fn();
  readonly terminate = jest.fn();
}

describe(ResponsesClient.name, () => {
  let socket: FakeSocket;
  let clock: FakeClock;
  let callers: TurnCaller[];
  /** Ends the response under way. */
  let end: () => void;
  let sut: ResponsesClient;

  beforeEach(() => {
    socket = new FakeSocket();
    clock = new FakeClock();
    callers = [];
    const answer = jest.fn<CreateFrames['answer']>((_text, caller) => {
      callers.push(caller);
      return new Promise((resolve) => (end = resolve));
    });
    const webSocket = socket as unknown as WebSocket;
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
        onFault: () => undefined,
      },
    );
  });

  const receive = (text: string): boolean => socket.emit('message', Buffer.from(text), false);
  const lastSent = (): unknown => JSON.parse(socket.send.mock.lastCall?.[0] ?? 'null');

  it('lets the response under way end when the time is up, and takes no more', async () => {
    receive('{}');
    await clock.advance(hour);
    expect(socket.close).not.toHaveBeenCalled();
    receive('{}');
    expect(lastSent()).toMatchObject({ status: 429 });
    end();
    await new Promise(setImmediate);
    expect(callers).toHaveLength(1);
    expect(lastSent()).toMatchObject({ error: { code: 'websocket_connection_limit_reached' } });
    expect(socket.close.mock.calls).toEqual([[1000, 'connection time limit']]);
  });

  it('does not wait for ever for one that its client does not read', async () => {
    receive('{}');
    await clock.advance(2 * hour - 1);
    expect(callers[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(callers[0]?.signal.aborted).toBe(true);
    expect(socket.close.mock.calls).toEqual([[1000, 'connection time limit']]);
  });

  it('cuts a client off that does not answer a ping, but not one that has not got to it', () => {
    sut.ping();
    socket.bufferedAmount = 10;
    sut.ping();
    expect(socket.terminate).not.toHaveBeenCalled();
    socket.bufferedAmount = 0;
    sut.ping();
    expect(socket.terminate).toHaveBeenCalledTimes(1);
    expect(socket.ping).toHaveBeenCalledTimes(1);
  });

  it('refuses what is larger than the limit of now', () => {
    receive('x'.repeat(101));
    expect(lastSent()).toMatchObject({ status: 413, error: { code: 'request_too_large' } });
    expect(callers).toEqual([]);
  });

  it('leaves nothing waiting when the client leaves', async () => {
    receive('{}');
    socket.emit('close');
    expect(callers[0]?.signal.aborted).toBe(true);
    await clock.advance(3 * hour);
    expect(socket.close).not.toHaveBeenCalled();
    expect(clock.waiting).toBe(0);
  });
});
