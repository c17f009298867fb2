import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RunFailure, runEnd, wholeRun, usage } from '../../../test/support/run-events.js';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import { collectGarbage } from '../../../test/support/collect-garbage.js';
import { InternalError } from '../../common/internal-error.js';
import type { RunEvent } from '../run-event.js';
import { RunAbortedError, RunCancelledError } from '../runs.errors.js';
import { RunLog } from './run-log.js';

const origin = runOrigin();
const say = (text: string): RunEvent => ({ type: 'text-delta', text });
const { signal } = new AbortController();

/** What a reader has put together, however often it had to wait. */
async function collect(log: RunLog, from: number, leaving: AbortSignal): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (let index = from; ;) {
    const stretch = await log.next(index, leaving);
    if (!stretch) return events;
    events.push(...stretch.events);
    index = stretch.first + stretch.events.length;
  }
}

/** In a function of its own, so that nothing of it is left on the stack. */
function failed(): { log: RunLog; cause: WeakRef<object> } {
  const log = new RunLog(origin, 1_000);
  const cause = { body: 'large' };
  log.append([{ type: 'run-error', error: new InternalError(cause) }], 1_100);
  return { log, cause: new WeakRef(cause) };
}

describe(RunLog.name, () => {
  let sut: RunLog;

  beforeEach(() => {
    sut = new RunLog(origin, 1_000);
  });

  it('is queued, then running from the first word on, then over', () => {
    expect(sut.record).toEqual({ ...origin, status: 'queued', createdAt: 1_000 });
    sut.append([{ type: 'model-start' }], 1_100);
    expect(sut.record).toMatchObject({ status: 'running', startedAt: 1_100 });
    expect(sut.hasEnded).toBe(false);
    sut.append([say('a'), runEnd()], 1_200);
    expect(sut.hasEnded).toBe(true);
    expect(sut.record).toEqual({
      ...origin,
      status: 'completed',
      createdAt: 1_000,
      startedAt: 1_100,
      endedAt: 1_200,
      finishReason: 'stop',
      usage,
      model: 'fake/model',
    });
  });

  it.each([
    ['a failure', new RunFailure(), 'failed'],
    ['a caller who left', new RunAbortedError(), 'cancelled'],
    ['an operator who stops it', new RunCancelledError(), 'cancelled'],
  ])('ends with %s', (_name, error, status) => {
    sut.append([{ type: 'run-error', error }], 1_100);
    // It has never begun.
    expect(sut.record).toEqual({ ...origin, createdAt: 1_000, status, error, endedAt: 1_100 });
  });

  it('keeps of an error what its caller was told, and nothing that led to it', async () => {
    const { log, cause } = failed();
    await new Promise(setImmediate);
    collectGarbage();
    expect(cause.deref()).toBeUndefined();
    expect(log.record.error).toMatchObject({ code: 'server_error', status: 500, retryable: true });
    expect(log.read(0).events).toEqual([{ type: 'run-error', error: log.record.error }]);
  });

  it('a record stays what it was when the run goes on', () => {
    const before = sut.record;
    expect(sut.record).toBe(before);
    sut.append([runEnd()], 1_100);
    expect(before).toEqual({ ...origin, status: 'queued', createdAt: 1_000 });
  });

  it('gives what there is from an index on', () => {
    sut.append([say('a'), say('b')], 1_000);
    sut.append([say('c')], 1_000);
    expect(sut.end).toBe(3);
    expect(sut.read(1)).toEqual({ first: 1, events: [say('b'), say('c')] });
    expect(sut.read(3)).toEqual({ first: 3, events: [] });
    expect(sut.read(9).events).toEqual([]);
  });

  it('forgets the oldest half where it gets too long, and says where it begins then', () => {
    for (let count = 0; count < 10; count++) sut.append([say(String(count).repeat(900_000))], 1_000);
    expect(sut.characters).toBeLessThanOrEqual(4_000_000);
    const { first, events } = sut.read(0);
    expect(first).toBeGreaterThan(0);
    expect(first + events.length).toBe(10);
    expect(sut.end).toBe(10);
    expect(events.at(-1)).toEqual(say('9'.repeat(900_000)));
  });

  it('is bounded also for one event that is longer than all may be', () => {
    sut.append([say('x'.repeat(5_000_000))], 1_000);
    expect([sut.characters, sut.end]).toEqual([0, 1]);
    sut.append([runEnd()], 1_100);
    expect(sut.record.status).toBe('completed');
    expect(sut.read(0)).toEqual({ first: 1, events: [runEnd()] });
  });

  it('is followed by several readers at once, each from where it likes, to the end', async () => {
    sut.append([say('a')], 1_000);
    const readers = [collect(sut, 0, signal), collect(sut, 1, signal), collect(sut, 2, signal)];
    await new Promise(setImmediate);
    sut.append([say('b')], 1_000);
    await new Promise(setImmediate);
    sut.append([say('c'), runEnd()], 1_000);
    const all = [say('a'), say('b'), say('c'), runEnd()];
    expect(await Promise.all(readers)).toEqual([all, all.slice(1), all.slice(2)]);
    expect(await collect(sut, 0, signal)).toEqual(all);
    expect(await collect(sut, 4, signal)).toEqual([]);
  });

  it('is no longer followed when the signal aborts, and leaves nothing behind', async () => {
    const leaving = new AbortController();
    const reader = collect(sut, 0, leaving.signal);
    const waiting = sut.untilEnd(leaving.signal);
    sut.append([say('a')], 1_000);
    await new Promise(setImmediate);
    leaving.abort();
    expect(await reader).toEqual([say('a')]);
    await waiting;
    expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
    expect(await collect(sut, 0, leaving.signal)).toEqual([]);
  });

  it('leaves no listeners behind however often a reader waits', async () => {
    const reading = new AbortController();
    const reader = collect(sut, 0, reading.signal);
    for (let count = 0; count < 20; count++) {
      sut.append([say(String(count))], 1_000);
      await new Promise(setImmediate);
    }
    expect(getEventListeners(reading.signal, 'abort')).toHaveLength(1);
    sut.append([runEnd()], 1_000);
    expect(await reader).toHaveLength(21);
    expect(getEventListeners(reading.signal, 'abort')).toEqual([]);
  });

  it('is waited for until it is over, and not at all when it is', async () => {
    let isOver = false;
    const waiting = sut.untilEnd(signal).then(() => (isOver = true));
    sut.append([say('a')], 1_000);
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    sut.append([runEnd()], 1_000);
    await waiting;
    await sut.untilEnd(signal);
  });

  it('a reader gets every event once, in order, however the run is cut and whenever it comes', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, fc.nat({ max: 12 }), async (batches, late) => {
        const log = new RunLog(origin, 0);
        const readers: Promise<RunEvent[]>[] = [collect(log, 0, signal)];
        for (const [index, batch] of batches.entries()) {
          if (index === late) readers.push(collect(log, 0, signal));
          log.append(batch, index);
          if (index % 3 === 0) await new Promise(setImmediate);
        }
        for (const events of await Promise.all(readers)) expect(events).toEqual(batches.flat());
      }),
      { numRuns: 40 },
    );
  });
});
