import { setFlagsFromString } from 'node:v8';

export const engineFlags = {
  compilation: '--no-maglev-destroy-on-background',
  /** V8's own value is `roomGrowth`. */
  noRoomGrowth: '--semi-space-growth-factor=1',
  roomGrowth: '--semi-space-growth-factor=2',
} as const;

/**
 * Has V8 free the memory of a compilation on the thread that asked for it. It would leave that to another thread, after which the
 * allocator can give little back: some 15 MB that a process then keeps (docs/decisions/2026-11-29-memory-of-connections.md).
 */
export function freeCompilationsAtOnce(): void {
  setFlagsFromString(engineFlags.compilation);
}

/**
 * Keeps V8's room for new objects as small as it begins. Loading the code would make it grow to 64 MB, of which an idle gateway
 * would keep all; what is loaded stays anyway, so that room does not help (docs/decisions/2026-11-29-light-start.md).
 */
export function startSmall(): void {
  setFlagsFromString(engineFlags.noRoomGrowth);
}

/** Ends what `startSmall` began: under load that room saves more time than anything else. */
export function growWithLoad(): void {
  setFlagsFromString(engineFlags.roomGrowth);
}
