import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WebSocket } from 'ws';
import { UnreadSocket } from '../../test/support/unread-socket.js';
import { FrameSender } from './frame-sender.js';
import { frameOverhead, reservedOf } from './waiting-frames.js';

const limit = 12_000;
/** What of it is for frames. */
const room = limit - reservedOf(limit);

describe(FrameSender.name, () => {
  const terminateSoon = jest.fn<(socket: WebSocket) => void>();
  let socket: UnreadSocket;
  let sut: FrameSender;

  beforeEach(() => {
    jest.clearAllMocks();
    socket = new UnreadSocket();
    sut = new FrameSender(socket.asWebSocket, { limit: () => limit, terminateSoon });
  });

  /** Bytes that fit beside one frame that is unread, which carries `unread` bytes. */
  const roomBeside = (unread: number): number => room - unread - 2 * frameOverhead;

  it('sends at once where nothing is unread', () => {
    sut.send('{"a":"€"}');
    socket.read();
    sut.ping();
    expect(socket.sent).toEqual(['text {"a":"€"}', 'ping ']);
  });

  it('lets frames wait until what is unread was read, and then sends them in their order', () => {
    sut.send('first');
    sut.send('second');
    sut.pong(Buffer.from('third'));
    sut.ping();
    expect(socket.sent).toEqual(['text first']);
    socket.read();
    expect(socket.sent).toEqual(['text first', 'text second', 'pong third', 'ping ']);
    sut.send('fourth');
    expect(socket.sent).toHaveLength(4);
    socket.read();
    expect(socket.sent.at(-1)).toBe('text fourth');
  });

  it('keeps what fits beside what is unread, to the byte', () => {
    sut.send('x'.repeat(60));
    sut.send('x'.repeat(roomBeside(60)));
    expect(sut.isClosing).toBe(false);
    socket.read();
    expect(socket.kinds).toEqual(['text', 'text']);
  });

  it.each([
    ['a character more', 'x'.repeat(roomBeside(60) + 1)],
    ['a byte more', '€'.repeat(Math.floor(roomBeside(60) / 3) + 1)],
  ])('closes the connection for %s than fits', (_name, text) => {
    sut.send('x'.repeat(60));
    sut.send(text);
    expect(socket.sent.slice(1)).toEqual(['close 1008 slow consumer']);
    expect(terminateSoon.mock.calls).toEqual([[socket]]);
    expect(sut.isClosing).toBe(true);
  });

  it('drops what waits for a client that it cuts off', () => {
    sut.send('first');
    sut.send('second');
    sut.send('x'.repeat(limit));
    expect(socket.sent).toEqual(['text first', 'close 1008 slow consumer']);
    socket.read();
    expect(socket.sent).toHaveLength(2);
  });

  it('counts what each frame costs beside its bytes: many small ones are too much before their bytes are', () => {
    let count = 0;
    while (!sut.isClosing) {
      sut.send('x');
      count += 1;
    }
    expect(count - 1).toBe(Math.floor(room / (1 + frameOverhead)));
  });

  it('counts what it has handed over as much as what waits here', () => {
    sut.send('x');
    sut.send('x'.repeat(3_000));
    sut.send('x'.repeat(3_000));
    socket.read();
    sut.send('x'.repeat(room - 6_000 - 3 * frameOverhead));
    expect(sut.isClosing).toBe(false);
    sut.send('');
    expect(sut.isClosing).toBe(true);
  });

  it('sends a frame that is larger than the limit where nothing is unread', () => {
    sut.send('x'.repeat(limit + 1));
    expect(socket.kinds).toEqual(['text']);
  });

  it('answers pings within the same limit', () => {
    const data = Buffer.alloc(125);
    let count = 0;
    while (!sut.isClosing) {
      sut.pong(data);
      count += 1;
    }
    expect(count - 1).toBe(Math.floor(room / (125 + frameOverhead)));
    expect(socket.sent.at(-1)).toBe('close 1008 slow consumer');
  });

  it('keeps the bytes of a ping that waits, whatever becomes of the memory that they came in', () => {
    const chunk = Buffer.from('ping!');
    sut.send('first');
    sut.pong(chunk);
    chunk.fill('x');
    socket.read();
    expect(socket.sent.at(-1)).toBe('pong ping!');
  });

  it('sends what waits before it closes', () => {
    sut.send('first');
    sut.send('second');
    sut.close(1012, 'the gateway stops');
    expect(socket.sent).toEqual(['text first', 'text second', 'close 1012 the gateway stops']);
  });

  it('cuts a reason that does not fit into a close frame', () => {
    sut.close(1008, '€'.repeat(100));
    expect(socket.sent).toEqual([`close 1008 ${'€'.repeat(41)}`]);
  });

  it('sends nothing more once it is closing, and closes once', () => {
    sut.close(1012, 'the gateway stops');
    sut.close(1008, 'later');
    sut.send('late');
    sut.ping();
    sut.pong(Buffer.alloc(1));
    expect(socket.sent).toEqual(['close 1012 the gateway stops']);
    expect(terminateSoon).toHaveBeenCalledTimes(1);
  });

  it('sends nothing to a client that is gone, and forgets what waited', () => {
    sut.send('first');
    sut.send('second');
    socket.readyState = 3;
    sut.send('late');
    sut.pong(Buffer.alloc(1));
    socket.read();
    socket.readyState = 1;
    sut.send('third');
    expect(socket.sent).toEqual(['text first', 'text third']);
  });

  describe('at the pace of the client', () => {
    it('does not wait while little is unread', async () => {
      socket.bufferedAmount = 64 * 1024;
      await sut.sendPaced('next');
      expect(socket.sent).toEqual(['text next']);
    });

    it('waits where much is, until that and the frame are sent', async () => {
      socket.bufferedAmount = 64 * 1024 + 1;
      let hasRoom = false;
      const sending = sut.sendPaced('next').then(() => (hasRoom = true));
      await new Promise(setImmediate);
      expect(hasRoom).toBe(false);
      socket.read();
      await sending;
      expect(socket.sent).toEqual(['text next']);
    });

    it('waits sooner where what is unread are short frames, each of which costs more than it carries', async () => {
      let sent = 0;
      const sending = (async () => {
        for (; sent < 200; sent += 1) await sut.sendPaced('short');
      })();
      await new Promise(setImmediate);
      expect(sent).toBeGreaterThan(10);
      expect(sent * frameOverhead).toBeLessThanOrEqual(64 * 1024);
      while (socket.sent.length < 200) {
        socket.read();
        await new Promise(setImmediate);
      }
      await sending;
      expect(socket.sent).toHaveLength(200);
    });

    it('a client is behind until all is read that it was sent', async () => {
      sut.send('an error');
      expect(sut.isBehind).toBe(false);
      await sut.sendPaced('next');
      expect(sut.isBehind).toBe(true);
      socket.read();
      expect(sut.isBehind).toBe(false);
    });

    it('a client that has a frame beyond the limit to read is not cut off for pings; only the last is answered', async () => {
      await sut.sendPaced('x'.repeat(limit + 1));
      for (let count = 0; count < 1_000; count += 1) sut.pong(Buffer.from(`ping ${count}`));
      expect([sut.isClosing, socket.kinds]).toEqual([false, ['text']]);
      socket.read();
      expect(socket.sent.slice(1)).toEqual(['pong ping 999']);
      socket.read();
      sut.pong(Buffer.from('again'));
      expect(socket.sent.at(-1)).toBe('pong again');
    });

    it('a pong that waits goes out before the next frame', async () => {
      socket.bufferedAmount = 64 * 1024 + 1;
      const sending = sut.sendPaced('next').then(() => sut.sendPaced('last'));
      sut.pong(Buffer.from('!'));
      socket.read();
      await sending;
      expect(socket.sent).toEqual(['text next', 'pong !', 'text last']);
    });

    it('what it was sent besides is kept within the limit, for which frames at its pace count nothing', async () => {
      await sut.sendPaced('x'.repeat(limit + 1));
      const error = 'e'.repeat(room / 2 - frameOverhead);
      sut.send(error);
      sut.send(error);
      expect(sut.isClosing).toBe(false);
      sut.send('');
      expect(socket.sent.slice(1)).toEqual(['close 1008 slow consumer']);
    });

    it('what was sent besides counts as long as it is unread, also once it is handed over', async () => {
      sut.send('e'.repeat(room - frameOverhead));
      await sut.sendPaced('next');
      sut.send('');
      expect(socket.sent.slice(2)).toEqual(['close 1008 slow consumer']);
    });

    it('sends nothing to a client that is gone', async () => {
      sut.close(1008, 'enough');
      sut.pong(Buffer.from('late'));
      await sut.sendPaced('late');
      expect(socket.kinds).toEqual(['close']);
    });
  });
});
