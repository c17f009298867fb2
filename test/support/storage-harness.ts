import { beforeEach } from '@jest/globals';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { holdRootByPath } from '../../src/workspace/node/portable-held-entry.js';
import { ScopePaths } from '../../src/workspace/node/scope-paths.js';
import { systemPaths } from '../../src/workspace/node/system-paths.js';
import { WorkspaceError } from '../../src/workspace/workspace.error.js';
import type { StoredEntry, WorkspaceScope } from '../../src/workspace/workspace-storage.port.js';
import { temporaryDirectory } from './temporary-directory.js';
import { type TemporaryWorkspace, outcomeOf, temporaryWorkspace, workspaceStorage } from './temporary-workspace.js';

/** The ways in which a storage can hold directories, for `describe.each`. */
export const storageWays: [title: string, paths: ScopePaths][] = [
  ['as this system does it', systemPaths()],
  ['as systems without /proc do it', new ScopePaths(holdRootByPath, false)],
];

/** A storage with a fresh workspace for each test, and its methods in the form of texts. */
export class StorageHarness {
  workspace: TemporaryWorkspace;
  /** Of the workspace; a test may put another one in its place. */
  scope: WorkspaceScope;
  private readonly storage;

  constructor(paths: ScopePaths) {
    this.storage = workspaceStorage(paths);
    const parent = temporaryDirectory();
    beforeEach(() => {
      this.workspace = temporaryWorkspace(parent);
      this.scope = this.workspace.scope;
    });
  }

  read = async (path: string, maxBytes = 1_000): Promise<{ path: string; text: string; size: number }> => {
    const { bytes, ...file } = await this.storage.read(this.scope, path, maxBytes);
    return { ...file, text: Buffer.from(bytes).toString() };
  };

  list = (path = ''): Promise<StoredEntry[]> => this.storage.list(this.scope, path);

  walking = (path = '', signal = new AbortController().signal): AsyncIterable<StoredEntry> =>
    this.storage.walk(this.scope, path, { signal });

  walk = (path = '', signal?: AbortSignal): Promise<StoredEntry[]> => Array.fromAsync(this.walking(path, signal));

  write = (path: string, text: string, expected?: string): Promise<{ path: string; created: boolean }> =>
    this.storage.write(this.scope, path, Buffer.from(text), expected === undefined ? undefined : Buffer.from(expected));

  /** Makes a link in the workspace. */
  link = (target: string, path: string): void => {
    symlinkSync(target, join(this.workspace.root, path));
  };
}

/** The kind of the refusal that the work ends with, or `done`. */
export async function kindOf(work: Promise<unknown>): Promise<string> {
  const outcome = await outcomeOf(work);
  return outcome instanceof WorkspaceError ? outcome.kind : 'done';
}

/** The message of the refusal that the work ends with, or `done`. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
  const outcome = await outcomeOf(work);
  return outcome instanceof WorkspaceError ? outcome.message : 'done';
}

export function pathsOf(entries: readonly StoredEntry[]): string[] {
  return entries.map((entry) => entry.path);
}
