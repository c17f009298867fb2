import { describe, expect, it, jest } from '@jest/globals';
import { FrameQueue } from './frame-queue.js';

const settled = () => new Promise(setImmediate);

/** A queue whose frames end when the test says so. */
function queue() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const onFault = jest.fn();
  const changes: number[] = [];
  const sut = new FrameQueue(
    (text) => {
      begun.push(text);
      return new Promise((resolve, reject) => ends.push(text === 'bad' ? () => reject(new Error('bad')) : resolve));
    },
    { onFault, onWaiting: (change) => changes.push(change) },
  );
  const endOne = async (): Promise<void> => {
    ends.shift()?.();
    await settled();
  };
  const held = (): number => changes.reduce((sum, change) => sum + change, 0);
  return { sut, begun, endOne, onFault, changes, held };
}

describe(FrameQueue.name, () => {
  it('handles one frame after the other', async () => {
    const { sut, begun, endOne } = queue();
    ['a', 'b', 'c'].forEach((text) => sut.push(text, 100));
    expect(begun).toEqual(['a']);
    await endOne();
    expect(begun).toEqual(['a', 'b']);
    await endOne();
    await endOne();
    expect(begun).toEqual(['a', 'b', 'c']);
    sut.push('d', 100);
    expect(begun.at(-1)).toBe('d');
  });

  it('lets sixteen wait', async () => {
    const { sut, endOne } = queue();
    for (let count = 0; count < 17; count += 1) expect(sut.push('x', 100)).toBe(true);
    expect(sut.push('x', 100)).toBe(false);
    await endOne();
    expect(sut.push('x', 100)).toBe(true);
  });

  it('tells how much memory waits, two bytes a character; what is handled at once never did', async () => {
    const { sut, endOne, changes, held } = queue();
    sut.push('x'.repeat(10), 100);
    expect(Math.max(...changes)).toBe(0);
    sut.push('☃'.repeat(3), 100);
    sut.push('y'.repeat(5), 100);
    expect(held()).toBe(16);
    await endOne();
    expect(held()).toBe(10);
    sut.finish({ refuse: () => undefined, onFinished: () => undefined });
    await endOne();
    expect(held()).toBe(0);
  });

  it('drops what waits, and goes on', async () => {
    const { sut, begun, endOne, held } = queue();
    ['a', 'b', 'c'].forEach((text) => sut.push(text, 2));
    expect(sut.push('d', 2)).toBe(false);
    sut.clear();
    expect(held()).toBe(0);
    expect(sut.push('ef', 2)).toBe(true);
    await endOne();
    await endOne();
    expect(begun).toEqual(['a', 'ef']);
  });

  it('lets so many bytes wait, which are not characters', async () => {
    const { sut, endOne } = queue();
    sut.push('the one at hand', 100);
    expect(sut.push('ä'.repeat(50), 100)).toBe(true);
    expect(sut.push('a', 100)).toBe(false);
    await endOne();
    expect(sut.push('a'.repeat(100), 100)).toBe(true);
  });

  it('goes on after a frame that failed, and tells of it', async () => {
    const { sut, begun, endOne, onFault } = queue();
    ['bad', 'good'].forEach((text) => sut.push(text, 100));
    await endOne();
    expect(begun).toEqual(['bad', 'good']);
    expect(onFault).toHaveBeenCalledWith(new Error('bad'));
  });

  /** What becomes of the frames of a queue that is to finish, in order. */
  function ending() {
    const told: string[] = [];
    return {
      told,
      refuse: (text: string) => void told.push(`refused ${text}`),
      onFinished: () => void told.push('finished'),
    };
  }

  it('finishes at once where nothing is at hand, and refuses what comes', () => {
    const { sut, begun } = queue();
    const last = ending();
    sut.finish(last);
    sut.push('late', 100);
    expect(last.told).toEqual(['finished', 'refused late']);
    expect(begun).toEqual([]);
  });

  it('finishes after the frame at hand, and then refuses what waited and what came', async () => {
    const { sut, begun, endOne } = queue();
    const last = ending();
    ['a', 'b'].forEach((text) => sut.push(text, 100));
    sut.finish(last);
    sut.push('c', 100);
    expect(last.told).toEqual([]);
    await endOne();
    expect(last.told).toEqual(['refused b', 'refused c', 'finished']);
    expect(begun).toEqual(['a']);
  });

  it('finishes as it was told last', async () => {
    const { sut, endOne } = queue();
    const [first, last] = [ending(), ending()];
    ['a', 'b'].forEach((text) => sut.push(text, 100));
    sut.finish(first);
    sut.finish(last);
    await endOne();
    expect([first.told, last.told]).toEqual([[], ['refused b', 'finished']]);
  });
});
