import { collectGarbage } from './collect-garbage.js';

/**
 * What is referred to, in the heap and beside it, and some megabytes of what was until just now: unlike the memory of the process
 * about the same whenever garbage is collected.
 */
export function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
