import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { abortReason, linkedController, untilAborted } from './abort.js';

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
