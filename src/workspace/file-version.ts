import { type Stats, statSync } from 'node:fs';

/** Milliseconds. A change so shortly after another one may not show in the times of the file system. */
const settled = 2_000;

/**
 * A text that is the same only while the file or directory at `path` has not changed; undefined where there is nothing, or
 * nothing that can be reached. `now` is milliseconds since the epoch. A `stat` without a promise costs less than any read.
 */
export function fileVersion(path: string, now: number): string | undefined {
  const found = statOf(path);
  if (!found) return undefined;
  const { dev, ino, size, mtimeMs, ctimeMs } = found;
  const isFresh = now - Math.max(mtimeMs, ctimeMs) < settled;
  return `${dev}:${ino}:${size}:${mtimeMs}:${ctimeMs}${isFresh ? `:${now}` : ''}`;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Out of reach is as good as absent here.
    return undefined;
  }
}
