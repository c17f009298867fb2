import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { UnreadSocket } from '../../test/support/unread-socket.js';
import { ReceivedBytes, type ReceivedShare } from '../http/received-bytes.js';
import { UnfinishedMessage } from './unfinished-message.js';

describe(UnfinishedMessage.name, () => {
  let socket: UnreadSocket;
  let connection: EventEmitter;
  let share: ReceivedShare;
  let sut: UnfinishedMessage;
  /** What the package makes of the next bytes. */
  let made: [event: string, bytes: number][];

  beforeEach(() => {
    socket = new UnreadSocket();
    connection = new EventEmitter();
    share = new ReceivedBytes().open(() => undefined);
    made = [];
    connection.on('data', () => {
      for (const [event, bytes] of made.splice(0)) socket.emit(event, Buffer.alloc(bytes), false);
    });
    sut = new UnfinishedMessage(socket.asWebSocket, connection, share);
  });

  function receive(bytes: number, ...events: [event: string, bytes: number][]): number {
    made = events;
    connection.emit('data', Buffer.alloc(bytes));
    return share.bytes;
  }

  it('counts the bytes of a message until it is whole', () => {
    expect([receive(1_000), receive(500), receive(20, ['message', 1_500])]).toEqual([1_000, 1_500, 0]);
    expect([receive(14, ['message', 8]), receive(7)]).toEqual([0, 7]);
  });

  it('does not count pings and pongs, also between the pieces of a message', () => {
    expect([receive(6, ['pong', 0]), receive(10, ['ping', 4])]).toEqual([0, 0]);
    expect([receive(1_000), receive(131, ['pong', 125]), receive(1_000)]).toEqual([1_000, 1_000, 2_000]);
    expect(receive(20, ['message', 2_000], ['pong', 8])).toBe(0);
  });

  it('is overdue when the same message is asked for twice', () => {
    receive(10);
    expect([sut.isOverdue(), sut.isOverdue()]).toEqual([false, true]);
  });

  it('is not overdue where another has come since, or none is under way', () => {
    receive(10);
    expect(sut.isOverdue()).toBe(false);
    receive(10, ['message', 14]);
    receive(10);
    expect(sut.isOverdue()).toBe(false);
    receive(6, ['message', 10]);
    receive(6, ['pong', 0]);
    expect([sut.isOverdue(), sut.isOverdue()]).toEqual([false, false]);
  });
});
