import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { abortReason, linkedController } from './abort.js';

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
