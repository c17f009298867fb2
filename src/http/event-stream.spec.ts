import type { Response } from 'express';
import { describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { EventStream, keepAliveInterval, streamEvents } from './event-stream.js';

/** Items that the test hands out one by one. */
class ManualSource {
  closed = false;
  private readonly queue: (() => IteratorResult<string>)[] = [];
  private wake: () => void = () => undefined;

  push(item: string): void {
    this.add(() => ({ done: false, value: item }));
  }

  end(): void {
    this.add(() => ({ done: true, value: undefined }));
  }

  fail(error: Error): void {
    this.add(() => {
      throw error;
    });
  }

  async *events(): AsyncGenerator<string> {
    try {
      for (;;) {
        const next = this.queue.shift();
        if (!next) {
          await new Promise<void>((resolve) => (this.wake = resolve));
          continue;
        }
        const result = next();
        if (result.done) return;
        yield result.value;
      }
    } finally {
      this.closed = true;
    }
  }

  private add(step: () => IteratorResult<string>): void {
    this.queue.push(step);
    this.wake();
  }
}

function setup() {
  const source = new ManualSource();
  const clock = new FakeClock();
  const headers: Record<string, string> = {};
  const response = { setHeader: (name: string, value: string) => (headers[name] = value) } as unknown as Response;
  const onFirst = jest.fn();
  const sut = streamEvents(new EventStream(source.events(), onFirst), response, clock);
  return { source, clock, headers, onFirst, sut };
}

/** Set up with the first item already taken. */
async function started() {
  const parts = setup();
  parts.source.push('first');
  await parts.sut.next();
  return parts;
}

/** What `promise` has come to so far. */
async function stateOf<T>(promise: Promise<T>): Promise<T | 'pending'> {
  await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([promise, Promise.resolve('pending' as const)]);
}

const item = (value: string) => ({ done: false, value });
const done = { done: true, value: undefined };

describe('streamEvents', () => {
  it('J2: sets the headers with the first item and not before', async () => {
    const { source, headers, onFirst, sut } = setup();
    const first = sut.next();
    expect(await stateOf(first)).toBe('pending');
    expect(headers).toEqual({});
    expect(onFirst).not.toHaveBeenCalled();
    source.push('a');
    expect(await first).toEqual(item('a'));
    expect(onFirst).toHaveBeenCalledTimes(1);
    expect(headers).toEqual({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
  });

  it('J2: passes a failure before the first item on, with no header set', async () => {
    const { source, headers, onFirst, clock, sut } = setup();
    source.fail(new Error('early'));
    await expect(sut.next()).rejects.toThrow('early');
    expect(headers).toEqual({});
    expect(onFirst).not.toHaveBeenCalled();
    expect(source.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('J6: sends no comment before the first item, however long it takes', async () => {
    const { source, clock, sut } = setup();
    const first = sut.next();
    await clock.advance(10 * keepAliveInterval);
    expect(await stateOf(first)).toBe('pending');
    source.push('a');
    expect(await first).toEqual(item('a'));
  });

  it('passes the items on, one by one, and leaves no timer', async () => {
    const { source, clock, sut } = await started();
    source.push('a');
    source.push('b');
    source.end();
    expect(await sut.next()).toEqual(item('a'));
    expect(await sut.next()).toEqual(item('b'));
    expect(await sut.next()).toEqual(done);
    expect(source.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('ends at once where there is no item', async () => {
    const { source, clock, sut } = setup();
    source.end();
    expect(await sut.next()).toEqual(done);
    expect(clock.waiting).toBe(0);
  });

  it('J6: sends a comment after each 15 s of silence, and then goes on', async () => {
    const { source, clock, sut } = await started();
    for (let round = 0; round < 3; round += 1) {
      const next = sut.next();
      await clock.advance(keepAliveInterval - 1);
      expect(await stateOf(next)).toBe('pending');
      await clock.advance(1);
      expect(await next).toEqual(item(': keep-alive\n\n'));
    }
    source.push('a');
    expect(await sut.next()).toEqual(item('a'));
  });

  it('J6: counts silence from the last item', async () => {
    const { source, clock, sut } = await started();
    const second = sut.next();
    await clock.advance(10_000);
    source.push('a');
    expect(await second).toEqual(item('a'));
    const third = sut.next();
    await clock.advance(14_999);
    expect(await stateOf(third)).toBe('pending');
    await clock.advance(1);
    expect(await third).toEqual(item(': keep-alive\n\n'));
  });

  it('J6: sends no comment while items come', async () => {
    const { source, clock, sut } = await started();
    for (let round = 0; round < 10; round += 1) {
      const next = sut.next();
      await clock.advance(14_000);
      source.push(`item ${round}`);
      expect(await next).toEqual(item(`item ${round}`));
    }
  });

  it('J6: piles up no comments and no items for a reader that does not read', async () => {
    const { source, clock, sut } = await started();
    source.push('a');
    await sut.next();
    await clock.advance(10 * keepAliveInterval);
    expect(clock.waiting).toBe(1);
    source.push('b');
    expect(await sut.next()).toEqual(item('b'));
  });

  it('J5: a reader that leaves runs the finally of the source', async () => {
    const { source, clock, sut } = await started();
    source.push('a');
    await sut.next();
    await sut.return();
    expect(source.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('J5: a reader that leaves after a comment swallows the failure that its leaving causes', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const { source, clock, sut } = await started();
    const next = sut.next();
    await clock.advance(keepAliveInterval);
    await next;
    const left = sut.return();
    source.fail(new Error('aborted'));
    await left;
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(source.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('passes a later failure on and leaves no timer', async () => {
    const { source, clock, sut } = await started();
    source.fail(new Error('late'));
    await expect(sut.next()).rejects.toThrow('late');
    expect(source.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });
});
