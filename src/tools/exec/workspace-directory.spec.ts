import { describe, expect, it } from '@jest/globals';
import { mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import { ProtectedPlaces } from './protected-places.js';
import { workspaceDirectory } from './workspace-directory.js';

const base = realpathSync(temporaryDirectory());
const state = join(base, 'state');
mkdirSync(state);
writeFileSync(join(base, 'file'), '');
symlinkSync(join(base, 'nowhere'), join(base, 'broken'));
symlinkSync(state, join(base, 'to-state'));

const places = new ProtectedPlaces({ stateDirectory: state, hiddenPaths: [] });

describe(workspaceDirectory.name, () => {
  it('makes a missing workspace, for nobody else to read', async () => {
    const path = join(state, 'workspaces', 'main');
    expect(await workspaceDirectory(path, places)).toBe(path);
    expect([statSync(path).mode & 0o777, statSync(join(state, 'workspaces')).mode & 0o777]).toEqual([0o700, 0o700]);
    expect(await workspaceDirectory(path, places)).toBe(path);
  });

  it('makes it once for commands that start together', async () => {
    const path = join(base, 'a', 'b', 'c');
    const made = await Promise.all(Array.from({ length: 8 }, () => workspaceDirectory(path, places)));
    expect(new Set(made)).toEqual(new Set([path]));
  });

  it.each(['file', 'file/below', 'broken', 'broken/below', 'to-state', 'state'])('refuses %s', async (name) => {
    const refused = workspaceDirectory(join(base, name), places);
    await expect(refused).rejects.toThrow(CommandRefusedError);
    await expect(refused).rejects.toThrow(expect.not.objectContaining({ message: expect.stringContaining(base) }));
  });

  it.each(['/', '/proc', '/proc/self', '/dev', '/sys/kernel', '/proc/self/nothing'])('refuses %s', async (path) => {
    await expect(workspaceDirectory(path, places)).rejects.toThrow(CommandRefusedError);
  });
});
