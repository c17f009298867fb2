import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { DeadlineError, abortReason, linkedController, untilAborted, withDeadline } from './abort.js';

describe(linkedController.name, () => {
  it('aborts with the reason of its parent', () => {
    const parent = new AbortController();
    const { controller } = linkedController(parent.signal);
    expect(controller.signal.aborted).toBe(false);
    const reason = new Error('the caller left');
    parent.abort(reason);
    expect(controller.signal.reason).toBe(reason);
  });

  it('is aborted from the start when its parent is', () => {
    const reason = new Error('too late');
    const { controller, unlink } = linkedController(AbortSignal.abort(reason));
    expect(controller.signal.reason).toBe(reason);
    expect(unlink).not.toThrow();
  });

  it('aborts alone without touching its parent, and keeps its first reason', () => {
    const parent = new AbortController();
    const { controller } = linkedController(parent.signal);
    const first = new Error('first');
    controller.abort(first);
    expect(parent.signal.aborted).toBe(false);
    parent.abort(new Error('second'));
    expect(controller.signal.reason).toBe(first);
  });

  it('leaves no listener on the parent once unlinked, and follows it no more', () => {
    const parent = new AbortController();
    const { controller, unlink } = linkedController(parent.signal);
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(1);
    unlink();
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
    parent.abort();
    expect(controller.signal.aborted).toBe(false);
  });
});

describe(abortReason.name, () => {
  it('is the error that the signal was aborted with', () => {
    const reason = new Error('the caller left');
    expect(abortReason(AbortSignal.abort(reason))).toBe(reason);
  });

  it('is an AbortError where the signal has another reason', () => {
    expect(abortReason(AbortSignal.abort('gone'))).toMatchObject({ name: 'AbortError' });
  });
});

describe(untilAborted.name, () => {
  it('is what the work comes to, and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(untilAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('does not wait for work that goes on after the abort, nor minds how it ends', async () => {
    const controller = new AbortController();
    let fail = (_error: Error): void => undefined;
    const work = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const waiting = untilAborted(work, controller.signal);
    controller.abort(new Error('the caller left'));
    await expect(waiting).rejects.toThrow('the caller left');
    await expect(untilAborted(work, controller.signal)).rejects.toThrow('the caller left');
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });
});

describe(withDeadline.name, () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  it('gives what the work comes to, and leaves neither timer nor listener', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    expect(await withDeadline({ clock, seconds: 5, signal }, () => Promise.resolve('done'))).toBe('done');
    expect(clock.waiting).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('ends when the time is up, and tells the work', async () => {
    const clock = new FakeClock();
    let told: unknown;
    const pending = withDeadline({ clock, seconds: 5, signal: new AbortController().signal }, (signal) => {
      signal.addEventListener('abort', () => (told = signal.reason));
      return never();
    });
    const ended = expect(pending).rejects.toThrow(new DeadlineError(5));
    await clock.advance(5_000);
    await ended;
    expect(told).toBeInstanceOf(DeadlineError);
  });

  it('ends with the reason of the signal, also one that is aborted already', async () => {
    const reason = new Error('the caller left');
    const clock = new FakeClock();
    const controller = new AbortController();
    const pending = withDeadline({ clock, seconds: 5, signal: controller.signal }, never);
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(withDeadline({ clock, seconds: 5, signal: controller.signal }, never)).rejects.toBe(reason);
    expect(clock.waiting).toBe(0);
  });

  it('rejects for work that throws at once', async () => {
    const options = { clock: new FakeClock(), seconds: 5, signal: new AbortController().signal };
    const work = (): Promise<never> => {
      throw new Error('broken');
    };
    await expect(withDeadline(options, work)).rejects.toThrow('broken');
  });
});
