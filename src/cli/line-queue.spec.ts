import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { LineQueue } from './line-queue.js';

describe(LineQueue.name, () => {
  let input: PassThrough;
  let sut: LineQueue;

  beforeEach(() => {
    input = new PassThrough();
    sut = new LineQueue(createInterface({ input, terminal: false }));
  });

  it('gives lines in their order, whether they come before they are asked for or after', async () => {
    input.write('one\ntwo\n');
    await eventually(() => !sut.isEmpty);
    expect([await sut.next(), await sut.next()]).toEqual(['one', 'two']);
    const third = sut.next();
    input.write('three\n');
    expect(await third).toBe('three');
  });

  it('gives what has come when the input ends, and then nothing', async () => {
    input.end('one\nlast, without a line end');
    await eventually(() => sut.hasEnded);
    expect([await sut.next(), await sut.next(), await sut.next()]).toEqual([
      'one',
      'last, without a line end',
      undefined,
    ]);
  });

  it('lets go of whoever waits when the input ends', async () => {
    const waiting = sut.next();
    input.end();
    expect(await waiting).toBeUndefined();
  });

  it('offers lines to somebody else first, and keeps what is not taken', async () => {
    const offered: string[] = [];
    sut.offerTo((line) => offered.push(line) > 0 && line === 'stop');
    input.write('stop\ngo on\n');
    expect(await sut.next()).toBe('go on');
    expect(offered).toEqual(['stop', 'go on']);
    sut.offerTo(undefined);
    input.write('stop\n');
    expect(await sut.next()).toBe('stop');
  });

  it('forgets lines when it is told to', async () => {
    input.write('one\ntwo\n');
    await eventually(() => !sut.isEmpty);
    sut.clear();
    expect(sut.isEmpty).toBe(true);
  });
});
