import { realpathSync } from 'node:fs';

/** The path by which links lead to a file; the path itself where nothing is there, or it is none of this machine's. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
