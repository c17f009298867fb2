import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentsOf } from '../../../test/support/escape-traps.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import {
  type TemporaryWorkspace,
  outcomeOf,
  temporaryWorkspace,
  workspaceStorage,
} from '../../../test/support/temporary-workspace.js';
import { WorkspaceError } from '../workspace.error.js';

const swapper = fileURLToPath(new URL('../../../test/support/swap-entries.mjs', import.meta.url));
const canary = 'CANARY-UNDER-LOAD';
const paths = ['directory/canary.txt', 'file', 'link/canary.txt', 'directory/../file', 'link/../directory/canary.txt'];
const rounds = 100;
const atOnce = 4;

/** Only where a directory can be held open: a path that is checked and used again can always be swapped in between. */
describe('workspace storage while another process swaps what it uses', () => {
  const parent = temporaryDirectory();
  const sut = workspaceStorage();
  const seen = new Set<string>();
  let workspace: TemporaryWorkspace;
  let outside: string;
  let child: ChildProcessWithoutNullStreams;

  beforeAll(() => {
    workspace = temporaryWorkspace(parent);
    outside = join(workspace.folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'canary.txt'), canary);
    for (const path of ['directory/canary.txt', 'file', 'good']) workspace.put(path, 'inside');
    child = spawn(process.execPath, [swapper, workspace.root, outside]);
  });

  afterAll(() => {
    child.kill('SIGKILL');
  });

  const note = async (work: Promise<unknown>) => {
    const outcome = await outcomeOf(work);
    seen.add(outcome instanceof WorkspaceError ? outcome.kind : JSON.stringify(outcome));
  };

  const readOnce = async (path: string) => {
    const outcome = await outcomeOf(sut.read(workspace.scope, path, 1_000));
    seen.add(outcome instanceof WorkspaceError ? outcome.kind : Buffer.from(outcome.bytes).toString());
  };

  const walkOnce = async () => {
    for await (const { path } of sut.walk(workspace.scope, '', { signal: new AbortController().signal }))
      seen.add(path);
  };

  const useEverything = async (worker: number) => {
    for (let round = 0; round < rounds; round++) {
      for (const path of paths) {
        await readOnce(path);
        await note(sut.write(workspace.scope, path, Buffer.from('inside')));
      }
      await note(sut.write(workspace.scope, `directory/new-${worker}/${round % 5}`, Buffer.from('inside')));
      await note(sut.list(workspace.scope, 'directory'));
      await walkOnce();
    }
  };

  it('reads and writes nothing outside in thousands of attempts', async () => {
    const before = contentsOf(outside);
    await Promise.all(Array.from({ length: atOnce }, (_, worker) => useEverything(worker)));
    child.stdin.end();
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];

    expect(contentsOf(outside)).toEqual(before);
    expect([...seen].filter((text) => text.includes(canary))).toEqual([]);
    expect(seen).toContain('inside');
    expect(Number(printed.toString())).toBeGreaterThan(1_000);
  });
});
