import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Undefined where there is nothing. */
export async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}

/** Where an absolute path leads, or would lead if what is missing of it were there. */
export async function presumedRealPath(path: string): Promise<string> {
  const found = await realPathOf(path);
  const parent = dirname(path);
  if (found !== undefined || parent === path) return found ?? path;
  return join(await presumedRealPath(parent), basename(path));
}
