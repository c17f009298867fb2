import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { makeDirectory } from '../../common/make-directory.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type { ProtectedPlaces } from './protected-places.js';

export const unfitWorkspace =
  'Commands cannot run in this workspace, because it is or contains a place they must not reach. Set another one for the agent.';

/**
 * The real path of a workspace, made with mode 0700 when it is missing.
 * @throws CommandRefusedError when it is no directory, or none that commands should work in.
 */
export async function workspaceDirectory(root: string, places: ProtectedPlaces): Promise<string> {
  const path = await openDirectory(root);
  if (!(await places.allowWritingIn(path))) throw new CommandRefusedError(unfitWorkspace);
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
