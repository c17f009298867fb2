import { setTimeout as pause } from 'node:timers/promises';

const step = 10;

/**
 * Milliseconds that this process lives through until `promise` settles, counted in timers of ten that run one after the
 * other. A wait in the code under test lasts as long as on a clock; a machine that is busy with something else, and lets
 * this process stand still, adds nothing.
 */
export async function livedMilliseconds(promise: Promise<unknown>): Promise<number> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  let lived = 0;
  while (!(await Promise.race([settled, pause(step, false)]))) lived += step;
  return lived;
}
