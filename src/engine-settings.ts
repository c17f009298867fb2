import { setFlagsFromString } from 'node:v8';

export const compilationFlag = '--no-maglev-destroy-on-background';

/**
 * Has V8 free the memory of a compilation on the thread that asked for it. It would leave that to another thread, after which the
 * allocator can give little back: some 15 MB that a process then keeps (docs/decisions/2026-11-29-memory-of-connections.md).
 */
export function freeCompilationsAtOnce(): void {
  setFlagsFromString(compilationFlag);
}
