import type { Clock } from './clock.js';

/** An abort controller that also aborts, with the same reason, when `parent` does. `unlink` ends that bond. */
export function linkedController(parent: AbortSignal): { controller: AbortController; unlink: () => void } {
  const controller = new AbortController();
  if (parent.aborted) {
    controller.abort(parent.reason);
    return { controller, unlink: () => undefined };
  }
  const follow = (): void => {
    controller.abort(parent.reason);
  };
  parent.addEventListener('abort', follow, { once: true });
  return { controller, unlink: () => parent.removeEventListener('abort', follow) };
}

/** The reason of an aborted signal; an `AbortError` in the place of one that is no error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The work was aborted.', 'AbortError');
}

/** What `work` comes to, or, as soon as that is aborted, a rejection with the signal's reason. `work` itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortReason(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The time was up before the work was done. */
export class DeadlineError extends Error {
  constructor(readonly seconds: number) {
    super(`not done within ${seconds} s`);
    this.name = DeadlineError.name;
  }
}

export interface Deadline {
  clock: Clock;
  seconds: number;
  signal: AbortSignal;
}

/**
 * What `work` comes to. Rejects with the signal's reason when that aborts, and with a `DeadlineError` when the time is up, also
 * where the work ignores the signal that it gets.
 */
export async function withDeadline<T>(
  { clock, seconds, signal }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { controller, unlink } = linkedController(signal);
  const timer = clock.setTimer(seconds * 1000, () => {
    controller.abort(new DeadlineError(seconds));
  });
  try {
    return await untilAborted(work(controller.signal), controller.signal);
  } finally {
    timer.cancel();
    unlink();
  }
}
