import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` holds, for things that real sockets, files and processes bring about in their own time. Whoever
 * waits for what does happen loses nothing by the long limit, which a busy machine needs.
 */
export async function eventually(condition: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${String(milliseconds)} ms: ${condition.toString()}`);
    await pause(2);
  }
}
