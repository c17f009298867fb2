import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `condition` holds, for things that real sockets bring about in their own time. */
export async function eventually(condition: () => boolean, milliseconds = 3_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${String(milliseconds)} ms: ${condition.toString()}`);
    await pause(2);
  }
}
