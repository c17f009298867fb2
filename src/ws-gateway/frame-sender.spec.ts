import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WebSocket } from 'ws';
import { FrameSender } from './frame-sender.js';

const limit = 100;

describe(FrameSender.name, () => {
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    send: jest.fn<(text: string, onSent?: () => void) => void>(),
    pong: jest.fn<(data: Buffer) => void>(),
    close: jest.fn<(code: number, reason: string) => void>(),
  };
  const terminateSoon = jest.fn();
  let sut: FrameSender;

  beforeEach(() => {
    jest.clearAllMocks();
    Object.assign(socket, { readyState: 1, bufferedAmount: 0 });
    sut = new FrameSender(socket as unknown as WebSocket, () => limit, terminateSoon);
  });

  it('sends what fits beside what is unread, to the byte', () => {
    socket.bufferedAmount = 60;
    sut.send('x'.repeat(40));
    expect(socket.send).toHaveBeenCalledTimes(1);
    expect(sut.isClosing).toBe(false);
  });

  it.each(['x'.repeat(41), '€'.repeat(14)])('closes the connection for what does not fit: %j', (text) => {
    socket.bufferedAmount = 60;
    sut.send(text);
    expect(socket.send).not.toHaveBeenCalled();
    expect(socket.close.mock.calls).toEqual([[1008, 'slow consumer']]);
    expect(terminateSoon).toHaveBeenCalledTimes(1);
    expect(sut.isClosing).toBe(true);
  });

  it('sends a frame that is larger than the limit where nothing is unread', () => {
    sut.send('x'.repeat(500));
    expect(socket.send).toHaveBeenCalledTimes(1);
  });

  it('answers pings within the same limit', () => {
    sut.pong(Buffer.alloc(40));
    socket.bufferedAmount = 90;
    sut.pong(Buffer.alloc(11));
    expect(socket.pong).toHaveBeenCalledTimes(1);
    expect(socket.close.mock.calls).toEqual([[1008, 'slow consumer']]);
  });

  it('cuts a reason that does not fit into a close frame', () => {
    sut.close(1008, '€'.repeat(100));
    expect(socket.close.mock.calls).toEqual([[1008, '€'.repeat(41)]]);
  });

  it('sends nothing more once it is closing, and closes once', () => {
    sut.close(1012, 'the gateway stops');
    sut.close(1008, 'later');
    sut.send('late');
    sut.pong(Buffer.alloc(1));
    expect(socket.close.mock.calls).toEqual([[1012, 'the gateway stops']]);
    expect(terminateSoon).toHaveBeenCalledTimes(1);
    expect([socket.send, socket.pong].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });

  it('sends nothing to a client that is gone', () => {
    socket.readyState = 3;
    sut.send('late');
    sut.pong(Buffer.alloc(1));
    expect([socket.send, socket.pong, socket.close].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  });

  describe('at the pace of the client', () => {
    it('does not wait while little is unread', async () => {
      socket.bufferedAmount = 64 * 1024;
      await sut.sendPaced('x'.repeat(1_000));
      expect(socket.send.mock.calls).toEqual([['x'.repeat(1_000)]]);
    });

    it('waits where much is, until that and the frame are sent', async () => {
      socket.bufferedAmount = 64 * 1024 + 1;
      let hasRoom = false;
      const sending = sut.sendPaced('next').then(() => (hasRoom = true));
      await new Promise(setImmediate);
      expect(hasRoom).toBe(false);
      socket.send.mock.lastCall?.[1]?.();
      await sending;
      expect(socket.close).not.toHaveBeenCalled();
    });

    it('sends nothing to a client that is gone', async () => {
      sut.close(1008, 'enough');
      await sut.sendPaced('late');
      Object.assign(socket, { readyState: 3 });
      await new FrameSender(socket as unknown as WebSocket, () => limit, terminateSoon).sendPaced('late');
      expect(socket.send).not.toHaveBeenCalled();
    });
  });
});
