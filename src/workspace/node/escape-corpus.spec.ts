import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join, relative } from 'node:path';
import { canary, canaryName, escapePaths, placed } from '../../../test/support/escape-paths.js';
import { contentsOf, setEscapeTraps, socketAt } from '../../../test/support/escape-traps.js';
import { storageWays } from '../../../test/support/storage-harness.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import {
  type TemporaryWorkspace,
  outcomeOf,
  temporaryWorkspace,
  workspaceStorage,
} from '../../../test/support/temporary-workspace.js';
import { WorkspaceError } from '../workspace.error.js';
import type { StoredEntry, WorkspaceScope } from '../workspace-storage.port.js';

/** Milliseconds for a family of paths. One that hangs on a pipe or reads a device to its end takes forever. */
const patience = 60_000;

it('has 200 cases and more', () => {
  expect(new Set(Object.values(escapePaths).flat()).size).toBeGreaterThan(600);
});

describe.each(storageWays)('escape corpus, %s', (_way, paths) => {
  const parent = temporaryDirectory();
  const sut = workspaceStorage(paths);
  const sockets: Server[] = [];
  let held: string;
  let descriptor: number;

  beforeAll(() => {
    held = join(parent, 'held');
    writeFileSync(held, canary);
    descriptor = openSync(held, 'r+');
  });

  afterAll(() => {
    closeSync(descriptor);
    for (const socket of sockets) socket.close();
  });

  const trappedWorkspace = async () => {
    const workspace = temporaryWorkspace(parent);
    setEscapeTraps(workspace, descriptor);
    sockets.push(await socketAt(join(workspace.root, 'socket')));
    return workspace;
  };

  const walk = async (scope: WorkspaceScope, path: string) => {
    const entries: StoredEntry[] = [];
    for await (const entry of sut.walk(scope, path, { signal: new AbortController().signal })) entries.push(entry);
    return entries;
  };

  /** What reading, listing and walking give away. */
  const readProblems = async (scope: WorkspaceScope, path: string, folder: string) => {
    const work = [() => sut.read(scope, path, 10_000), () => sut.list(scope, path), () => walk(scope, path)];
    const problems: string[] = [];
    for (const attempt of work) problems.push(...leaks(await outcomeOf<unknown>(attempt()), path, folder));
    return problems;
  };

  /** What a write gives away; one that succeeds has to lie in the workspace. */
  const writeProblems = async (workspace: TemporaryWorkspace, scope: WorkspaceScope, path: string) => {
    const outcome = await outcomeOf(sut.write(scope, path, Buffer.from('mine')));
    if (outcome instanceof WorkspaceError) return leaks(outcome, path, workspace.folder);
    const root = realpathSync(workspace.root);
    const place = realpathSync(join(root, outcome.path));
    const isInside = relative(root, place) === outcome.path && readFileSync(place, 'utf8') === 'mine';
    if (outcome.created) rmSync(place);
    return isInside ? [] : ['written elsewhere'];
  };

  it.each(Object.entries(escapePaths))(
    'neither reads nor changes anything outside for %s',
    async (_family, written) => {
      const workspace = await trappedWorkspace();
      const { folder, root } = workspace;
      const problems: { path: string; problems: string[] }[] = [];
      const before = contentsOf(folder, root);
      for (const path of written.map((each) =>
        placed(each, { ROOT: root, OUT: join(folder, 'outside'), FD: descriptor }),
      )) {
        for (const absolutePaths of path.startsWith('/') ? [true, false] : [true]) {
          const scope = { ...workspace.scope, absolutePaths };
          const found = await readProblems(scope, path, folder);
          found.push(...(await writeProblems(workspace, scope, path)));
          const isChanged = contentsOf(folder, root).join('\n') !== before.join('\n');
          if (isChanged) found.push('outside has changed');
          if (found.length > 0) problems.push({ path, problems: found });
        }
      }
      expect(problems).toEqual([]);
      expect(readFileSync(held, 'utf8')).toBe(canary);
      expect(existsSync(join(root, 'plain.txt'))).toBe(true);
    },
    patience,
  );
});

function leaks(outcome: unknown, path: string, folder: string): string[] {
  if (outcome instanceof WorkspaceError) {
    const { kind, message } = outcome;
    // A fault of the system would mean that something outside was tried.
    if (kind === 'failed' || message.includes(canary)) return [message];
    return message.includes(folder) && !path.includes(folder) ? ['the message names a place of the host'] : [];
  }
  const seen = isFile(outcome) ? Buffer.from(outcome.bytes).toString() : JSON.stringify(outcome);
  return seen.includes(canary) || seen.includes(canaryName) ? [seen] : [];
}

function isFile(outcome: unknown): outcome is { bytes: Uint8Array } {
  return typeof outcome === 'object' && outcome !== null && 'bytes' in outcome;
}
