import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { UnreadSocket } from '../../test/support/unread-socket.js';
import { FrameSender } from './frame-sender.js';
import { WatchedClient } from './watched-client.js';

class TestClient extends WatchedClient {
  readonly texts: string[] = [];
  readonly refused: string[] = [];

  protected override read(text: string, isTooMuch: boolean): void {
    if (isTooMuch) this.refused.push(text);
    else this.texts.push(text);
  }
}

describe(WatchedClient.name, () => {
  let socket: UnreadSocket;
  let sender: FrameSender;
  let sut: TestClient;
  const limit = 1_000_000;

  beforeEach(() => {
    socket = new UnreadSocket();
    const webSocket = socket.asWebSocket;
    sender = new FrameSender(webSocket, { limit: () => limit, terminateSoon: () => undefined });
    sut = new TestClient(webSocket, sender, { id: 'token', kind: 'token', mayBeOwner: true }, new FakeClock());
  });

  const message = (text: string): boolean => socket.emit('message', Buffer.from(text), false);

  it('reads what comes, and what came before it was let in', () => {
    sut.receive('early');
    message('late');
    expect(sut.texts).toEqual(['early', 'late']);
  });

  it('closes for a binary message, and reads nothing more', () => {
    socket.emit('message', Buffer.from('x'), true);
    message('late');
    expect(socket.sent).toEqual(['close 1003 binary frames are not supported']);
    expect(sut.texts).toEqual([]);
  });

  it('refuses what is too much, and closes where that does not help', () => {
    for (let count = 0; count < 501; count += 1) message('x');
    expect([sut.texts.length, sut.refused.length]).toEqual([500, 1]);
    for (let count = 0; count < 1_001; count += 1) message('x');
    expect(socket.sent).toEqual(['close 1008 too many messages']);
    expect(sut.refused).toHaveLength(1_000);
  });

  it('answers pings out of the same budget', () => {
    socket.emit('ping', Buffer.from('?'));
    expect(socket.sent).toEqual(['pong ?']);
    for (let count = 0; count < 499; count += 1) message('x');
    socket.emit('ping', Buffer.from('?'));
    socket.read();
    expect(socket.sent).toEqual(['pong ?']);
    for (let count = 0; count < 1_000; count += 1) socket.emit('ping', Buffer.from('?'));
    expect(socket.sent.at(-1)).toBe('close 1008 too many messages');
  });

  it.each(['message', 'ping', 'pong'])('a client that sent a %s since the last ping is there', (event) => {
    sut.ping();
    socket.emit(event, Buffer.from('x'), false);
    socket.read();
    sut.ping();
    expect(socket.isTerminated).toBe(false);
    expect(socket.kinds.filter((kind) => kind === 'ping')).toHaveLength(2);
  });

  it('cuts a client off that was not heard of since the last ping, whatever it has not read', () => {
    sender.send('an event');
    sut.ping();
    expect(socket.isTerminated).toBe(false);
    sut.ping();
    expect(socket.isTerminated).toBe(true);
  });

  it('leaves one alone that reads at its own pace, until it has read all', async () => {
    sut.ping();
    socket.read();
    await sender.sendPaced('a delta');
    for (let count = 0; count < 3; count += 1) sut.ping();
    expect(socket.isTerminated).toBe(false);
    expect(socket.kinds).toEqual(['ping', 'text']);
    socket.read();
    sut.ping();
    expect(socket.isTerminated).toBe(true);
  });

  it('answers the pings of one that has more to read than the limit, when it has read it', async () => {
    await sender.sendPaced('x'.repeat(limit + 1));
    for (const data of ['1', '2']) socket.emit('ping', Buffer.from(data));
    expect(socket.kinds).toEqual(['text']);
    socket.read();
    expect(socket.sent.slice(1)).toEqual(['pong 2']);
  });
});
