import { abortReason, linkedController } from '../../common/abort.js';
import type { Clock } from '../../common/clock.js';

/** The time was up before the work was done. */
export class DeadlineError extends Error {
  constructor(readonly seconds: number) {
    super(`not done within ${seconds} s`);
  }
}

/** Rejects when `signal` aborts or the time is up, also where the work ignores the signal that it gets. */
export async function withDeadline<T>(
  { clock, seconds, signal }: { clock: Clock; seconds: number; signal: AbortSignal },
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

/** The result of work that goes on, unless `signal` aborts before. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(abortReason(signal));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
