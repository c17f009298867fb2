import { describe, expect, it } from '@jest/globals';
import { frameOverhead, ownBytes, reservedOf, WaitingFrames } from './waiting-frames.js';

describe(WaitingFrames.name, () => {
  const frame = (text: string) => ({ kind: 'text' as const, data: ownBytes(text) });

  it('costs the bytes of its frames, not their characters, and something for each frame', () => {
    const sut = new WaitingFrames();
    expect([sut.isEmpty, sut.cost]).toEqual([true, 0]);
    sut.add(frame('abc'));
    sut.add(frame('€'));
    expect([sut.isEmpty, sut.cost]).toEqual([false, 6 + 2 * frameOverhead]);
  });

  it('keeps the last of a kind where the frame is to replace an earlier one, and nothing of that one', () => {
    const sut = new WaitingFrames();
    const pong = (text: string) => ({ kind: 'pong' as const, data: ownBytes(text) });
    sut.replace(pong('first'));
    sut.add(frame('abc'));
    sut.replace(pong('2nd'));
    expect(sut.cost).toBe(6 + 2 * frameOverhead);
    expect(sut.take()).toEqual([frame('abc'), pong('2nd')]);
  });

  it('gives all frames in their order, once', () => {
    const sut = new WaitingFrames();
    const frames = [frame('first'), frame('second')];
    for (const each of frames) sut.add(each);
    expect(sut.take()).toEqual(frames);
    expect([sut.isEmpty, sut.cost, sut.take()]).toEqual([true, 0, []]);
  });
});

describe(reservedOf.name, () => {
  it.each([
    ['a usual limit', 8 * 1024 ** 2, 2 * Buffer.poolSize],
    ['the smallest limit', 64 * 1024, 8 * 1024],
  ])('leaves most of %s to the frames', (_name, limit, reserved) => {
    expect(reservedOf(limit)).toBe(reserved);
  });
});

describe(ownBytes.name, () => {
  it.each([
    ['a short text', 'a€b'],
    ['a piece of what a socket has read', Buffer.alloc(65_536, 'a€b').subarray(5, 15)],
    ['nothing', ''],
  ])('keeps no more memory than %s has bytes', (_name, data) => {
    const own = ownBytes(data);
    expect(own.equals(Buffer.from(data))).toBe(true);
    expect(own.buffer.byteLength).toBe(own.length);
  });
});
