import { constants } from 'node:fs';
import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from '../../config/load/error-reason.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import { isWithin, realPathOf } from './host-path.js';

const systemDirectories = ['/proc', '/sys', '/dev'];

/**
 * The real path of a workspace, made with mode 0700 when it is missing.
 * @throws CommandRefusedError when it is no directory, or none that commands should work in.
 */
export async function workspaceDirectory(root: string, stateDirectory: string): Promise<string> {
  const path = await openDirectory(root);
  const isUnfit =
    path === '/' ||
    path === (await realPathOf(stateDirectory)) ||
    systemDirectories.some((other) => isWithin(path, other));
  if (isUnfit) throw new CommandRefusedError('Commands cannot run in this workspace. Set another one for the agent.');
  return path;
}

async function openDirectory(root: string): Promise<string> {
  try {
    await makeDirectory(root);
    const path = await realpath(root);
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    await handle.close();
    return path;
  } catch {
    throw new CommandRefusedError('The workspace is not a directory that can be used, so no command can run in it.');
  }
}

/** With its parents. Node's own recursive way never returns where the parent is a broken link, or is in /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await makeUnlessThere(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeDirectory(dirname(path));
    await makeUnlessThere(path);
  }
}

async function makeUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
}
