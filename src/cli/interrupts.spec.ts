import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { Interrupts } from './interrupts.js';

describe('Interrupts', () => {
  let source: EventEmitter;
  let clock: FakeClock;
  let left: number[];
  let sut: Interrupts;

  beforeEach(() => {
    source = new EventEmitter();
    clock = new FakeClock();
    left = [];
    sut = new Interrupts(source, clock, (exitCode) => left.push(exitCode));
  });

  it('the first Ctrl-C aborts, and the second leaves', async () => {
    expect(sut.signal.aborted).toBe(false);
    source.emit('SIGINT');
    expect(sut.signal.aborted).toBe(true);
    expect(left).toEqual([]);
    await clock.advance(1_000);
    source.emit('SIGINT');
    expect(left).toEqual([130]);
  });

  it('one press that arrives twice counts once', async () => {
    source.emit('SIGINT');
    await clock.advance(50);
    source.emit('SIGINT');
    expect(left).toEqual([]);
  });

  it('leaves Ctrl-C to others once it is withdrawn', () => {
    sut.withdraw();
    source.emit('SIGINT');
    expect(sut.signal.aborted).toBe(false);
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});
