import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { UnreadSocket } from '../../test/support/unread-socket.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';
import { ReceivedBytes, type ReceivedShare } from '../http/received-bytes.js';
import { FrameSender } from './frame-sender.js';
import { IncomingMessages } from './incoming-messages.service.js';

const tooMuch = ['close 1013 too much is being received'];

interface Client {
  socket: UnreadSocket;
  connection: EventEmitter;
  share: ReceivedShare;
}

describe(IncomingMessages.name, () => {
  let clock: FakeClock;
  let sut: IncomingMessages;
  beforeEach(() => {
    clock = new FakeClock();
    sut = new IncomingMessages(new ReceivedBytes(1_000), clock);
    sut.onModuleInit();
  });
  afterEach(() => sut.onModuleDestroy());

  function open(bytes: number): Client {
    const socket = new UnreadSocket();
    const connection = new EventEmitter();
    const sender = new FrameSender(socket.asWebSocket, { limit: () => 12_000, terminateSoon: () => undefined });
    const share = sut.watch(socket.asWebSocket, connection, sender);
    connection.emit('data', Buffer.alloc(bytes));
    return { socket, connection, share };
  }

  it('closes the client that holds most, and leaves what it goes on sending where it is', () => {
    const [small, large] = [open(300), open(600)];
    small.connection.emit('data', Buffer.alloc(200));
    expect([large.socket.sent, large.socket.isPaused, large.socket.isTerminated]).toEqual([tooMuch, true, false]);
    expect([small.socket.sent, small.socket.isPaused]).toEqual([[], false]);
  });

  it('cuts off for good whom it closed before, where it has not gone by then', () => {
    const clients = [open(700), open(600), open(500)];
    expect(clients.map(({ socket }) => socket.sent)).toEqual([tooMuch, tooMuch, []]);
    expect(clients.map(({ socket }) => socket.isTerminated)).toEqual([true, false, false]);
    clients[1]?.socket.emit('close');
    open(800);
    expect(clients[1]?.socket.isTerminated).toBe(false);
  });

  it('counts what waits besides what is unfinished, until the client is gone', () => {
    const [client, other] = [open(300), open(0)];
    client.share.add(400);
    other.connection.emit('data', Buffer.alloc(300));
    expect(client.socket.sent).toEqual([]);
    client.socket.emit('close');
    other.connection.emit('data', Buffer.alloc(700));
    expect(other.socket.sent).toEqual([]);
    other.share.add(1);
    expect(other.socket.sent).toEqual(tooMuch);
  });

  it('closes a client that is at the same message for longer than the time between two pings', async () => {
    const [stuck, busy, silent] = [open(10), open(10), open(0)];
    await clock.advance(tickIntervalMs);
    busy.socket.emit('message', Buffer.alloc(4), false);
    busy.connection.emit('data', Buffer.alloc(10));
    await clock.advance(tickIntervalMs);
    expect(stuck.socket.sent).toEqual(['close 1008 message not finished in time']);
    expect([busy.socket.sent, silent.socket.sent]).toEqual([[], []]);
    stuck.socket.emit('close');
    await clock.advance(tickIntervalMs);
    expect(busy.socket.kinds).toEqual(['close']);
  });
});
