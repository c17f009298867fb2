import type { Clock } from '../../common/clock.js';

/** Waits so long, but not beyond an abort. Never rejects. */
export async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = clock.setTimer(milliseconds, resolve);
    signal.addEventListener(
      'abort',
      () => {
        timer.cancel();
        resolve();
      },
      { once: true },
    );
    if (signal.aborted) resolve();
  });
}
