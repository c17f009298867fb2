import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fixed } from '../../test/support/fixed.js';
import { SessionConfig } from '../config/session.config.js';
import { SessionLaneService } from './session-lane.service.js';
import { SessionBusyError } from './session.errors.js';

function make(maxQueued = 32): SessionLaneService {
  return new SessionLaneService(fixed(Object.assign(new SessionConfig(), { maxQueued })));
}

function unaborted(): AbortSignal {
  return new AbortController().signal;
}

/** Whether nobody holds or awaits the session. */
function isFree(sut: SessionLaneService, key: string): boolean {
  const lease = sut.tryAcquire(key);
  lease?.release();
  return lease !== undefined;
}

describe('SessionLaneService', () => {
  it('H5: one run at a time per session, first come first served', async () => {
    const sut = make();
    const order: string[] = [];
    let working = 0;
    const run = async (name: string): Promise<void> => {
      const lease = await sut.acquire('a', unaborted());
      working += 1;
      order.push(`${name}:${working}`);
      await new Promise(setImmediate);
      working -= 1;
      lease.release();
    };
    await Promise.all(['1', '2', '3', '4'].map(run));
    expect(order).toEqual(['1:1', '2:1', '3:1', '4:1']);
    expect(isFree(sut, 'a')).toBe(true);
  });

  it('H5: sessions do not wait for each other', async () => {
    const sut = make();
    await sut.acquire('a', unaborted());
    const other = await sut.acquire('b', unaborted());
    other.release();
    expect([isFree(sut, 'a'), isFree(sut, 'b')]).toEqual([false, true]);
  });

  it('H5: beyond maxQueued 429 session_busy with Retry-After, and the next place is free again later', async () => {
    const sut = make(1);
    const first = await sut.acquire('a', unaborted());
    const second = sut.acquire('a', unaborted());
    const refusal = await sut.acquire('a', unaborted()).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SessionBusyError);
    expect(refusal).toMatchObject({ status: 429, type: 'rate_limit_error', code: 'session_busy' });
    expect((refusal as SessionBusyError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    first.release();
    const third = sut.acquire('a', unaborted());
    (await second).release();
    (await third).release();
    expect(isFree(sut, 'a')).toBe(true);
  });

  it('H5: releasing twice lets only one waiting run go on', async () => {
    const sut = make();
    const first = await sut.acquire('a', unaborted());
    let started = 0;
    const waiting = [1, 2].map(() => sut.acquire('a', unaborted()).finally(() => (started += 1)));
    first.release();
    first.release();
    await new Promise(setImmediate);
    expect(started).toBe(1);
    for (const lease of waiting) (await lease).release();
    expect(isFree(sut, 'a')).toBe(true);
  });

  it('H5: a run that is aborted leaves the queue at once, and those behind it move up', async () => {
    const sut = make(2);
    const first = await sut.acquire('a', unaborted());
    const controller = new AbortController();
    const aborted = sut.acquire('a', controller.signal);
    const third = sut.acquire('a', unaborted());
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    const fourth = sut.acquire('a', unaborted());
    first.release();
    (await third).release();
    (await fourth).release();
    expect(isFree(sut, 'a')).toBe(true);
  });

  it('H5: rejects with the reason of the abort, and with an AbortError where that is no error', async () => {
    const sut = make();
    await sut.acquire('a', unaborted());
    const [withReason, withText] = [new AbortController(), new AbortController()];
    const waiting = [sut.acquire('a', withReason.signal), sut.acquire('a', withText.signal)];
    const reason = new Error('gone');
    withReason.abort(reason);
    withText.abort('gone');
    await expect(waiting[0]).rejects.toBe(reason);
    await expect(waiting[1]).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('H5: an aborted signal takes nothing', async () => {
    const sut = make();
    await expect(sut.acquire('a', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(isFree(sut, 'a')).toBe(true);
  });

  it('H5: keeps no listener on the signal once the lease is given', async () => {
    const sut = make();
    const { signal } = new AbortController();
    const first = await sut.acquire('a', signal);
    const second = sut.acquire('a', signal);
    first.release();
    (await second).release();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('H9: tryAcquire takes a free session and never one that is in use', async () => {
    const sut = make();
    const lease = sut.tryAcquire('a');
    expect(lease).toBeDefined();
    expect(sut.tryAcquire('a')).toBeUndefined();
    const waiting = sut.acquire('a', unaborted());
    lease?.release();
    expect(sut.tryAcquire('a')).toBeUndefined();
    (await waiting).release();
    expect(sut.tryAcquire('a')).toBeDefined();
  });

  it('H5: over any order of arrivals, aborts and releases, never two at once, nobody forgotten, nothing left', async () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b'), abort: fc.boolean(), pauses: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const sut = make(100);
        const working = new Map<string, number>();
        const served: number[] = [];
        await Promise.all(
          steps.map(async ({ key, abort, pauses }, index) => {
            const controller = new AbortController();
            const entered = sut.acquire(key, controller.signal);
            if (abort) queueMicrotask(() => controller.abort());
            try {
              const lease = await entered;
              served.push(index);
              working.set(key, (working.get(key) ?? 0) + 1);
              expect(working.get(key)).toBe(1);
              for (let pause = 0; pause < pauses; pause += 1) await Promise.resolve();
              working.set(key, 0);
              lease.release();
            } catch (error) {
              expect(error).toMatchObject({ name: 'AbortError' });
              expect(abort).toBe(true);
            }
          }),
        );
        for (const key of ['a', 'b']) {
          expect(isFree(sut, key)).toBe(true);
          const ofKey = served.filter((index) => steps[index]?.key === key);
          expect(ofKey).toEqual([...ofKey].sort((left, right) => left - right));
        }
      }),
    );
  });
});
