import { linkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { callFileTool } from '../../../test/support/file-tools.js';
import { processorMilliseconds } from '../../../test/support/processor-milliseconds.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { type TemporaryWorkspace, temporaryWorkspace } from '../../../test/support/temporary-workspace.js';
import { GrepTool } from './grep.tool.js';

const directory = temporaryDirectory();

describe(GrepTool.name, () => {
  let workspace: TemporaryWorkspace;

  beforeEach(() => {
    workspace = temporaryWorkspace(directory);
    workspace.put('a.ts', 'one\nTwo needle\nthree\n');
    workspace.put('src/b.md', 'needle\r\n');
  });

  function sut(args: Record<string, unknown>, signal?: AbortSignal): Promise<string> {
    return callFileTool('grep', args, { files: workspace.scope, ...(signal ? { signal } : {}) });
  }

  it.each([
    [{ pattern: 'needle' }, 'a.ts:2: Two needle\nsrc/b.md:1: needle'],
    [{ pattern: '^need.e$' }, 'src/b.md:1: needle'],
    [{ pattern: 'two', ignoreCase: true }, 'a.ts:2: Two needle'],
    [{ pattern: 'two' }, 'No matches.'],
    [{ pattern: 'needle', path: 'src' }, 'src/b.md:1: needle'],
    [{ pattern: 'needle', path: 'a.ts' }, 'a.ts:2: Two needle'],
    [{ pattern: 'needle', glob: '*.ts' }, 'a.ts:2: Two needle'],
    [{ pattern: 'needle', glob: 'src/**' }, 'src/b.md:1: needle'],
    [{ pattern: 'needle', glob: '*.ts', context: 1 }, 'a.ts-1- one\na.ts:2: Two needle\na.ts-3- three'],
  ])('finds with %j', async (args, expected) => {
    expect(await sut(args)).toBe(expected);
  });

  it('parts what lies apart', async () => {
    workspace.put('c', 'x\n\n\n\nx\n');
    expect(await sut({ pattern: 'x', path: 'c', context: 1 })).toBe('c:1: x\nc-2- \n--\nc-4- \nc:5: x');
  });

  it('passes over binary files, and reads what is no UTF-8', async () => {
    writeFileSync(workspace.put('binary'), 'needle\0');
    writeFileSync(workspace.put('latin'), 'gr\xfcn needle\n', 'latin1');
    expect(await sut({ pattern: 'n needle' })).toBe('latin:1: gr\ufffdn needle');
  });

  it('tells of files that it could not search', async () => {
    truncateSync(workspace.put('large'), 100 * 1024 ** 2);
    writeFileSync(join(workspace.folder, 'beside'), 'needle canary');
    linkSync(join(workspace.folder, 'beside'), join(workspace.root, 'hard'));
    symlinkSync('../beside', join(workspace.root, 'soft'));
    const text = await sut({ pattern: 'needle' });
    expect(text).toMatch(
      /^a\.ts:2: .*\nsrc\/b\.md:1: needle\n\[not searched: 1 file over 10 MB\]\n\[could not be read: 1 file, e\.g\. "hard" has/,
    );
    expect(text).not.toMatch(/canary|no-such/);
    expect(text).not.toContain(workspace.folder);
  });

  it('ends after 100 matches, and says so', async () => {
    workspace.put('many', 'needle\n'.repeat(500));
    const lines = (await sut({ pattern: 'needle', path: 'many' })).split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.slice(-2)).toEqual(['many:100: needle', '[there are more matches; narrow the pattern, path or glob]']);
  });

  it('shows of long lines the part with the match, and stays within bounds', async () => {
    workspace.put('long', `${'x'.repeat(10_000)}needle${'y'.repeat(10_000)}\n`.repeat(100));
    const text = await sut({ pattern: 'needle', path: 'long' });
    expect(text).toMatch(/^long:1: … x{100}needley{394} …\n/);
    expect(text.length).toBeLessThan(50_000);
  });

  it.each([
    [{ pattern: 'a(' }, 'error: The pattern is not RE2 syntax: missing closing ): `a(`.'],
    [{ pattern: 'a', glob: '[z-a]' }, "error: The glob '[z-a]' cannot be read. Check its brackets and ranges."],
    [
      { pattern: 'a', path: '../beside' },
      'error: "../beside" is outside the workspace. Paths are relative to the workspace.',
    ],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await sut(args)).toBe(message);
  });

  it('J5: ends soon after the abort, however much there is to search and however slow the pattern', async () => {
    const controller = new AbortController();
    for (let index = 0; index < 10; index++) workspace.put(`text-${index}`, `${'a'.repeat(999)}!\n`.repeat(5_000));
    const refused = expect(sut({ pattern: '\\pL{1,900}\\B\\d' }, controller.signal)).rejects.toThrow('the caller left');
    await pause(100);
    controller.abort(new Error('the caller left'));
    expect(await processorMilliseconds(() => refused)).toBeLessThan(2_000);
  });

  it('sees nothing that is hidden from the run, through a link neither', async () => {
    workspace.put('USER.md', 'needle canary');
    symlinkSync('USER.md', join(workspace.root, 'notes.md'));
    workspace.scope.hidden = new Set(['user.md']);
    expect(await sut({ pattern: 'canary' })).not.toMatch(/:\d+:/);
    workspace.scope.hidden = new Set();
    expect(await sut({ pattern: 'canary' })).toMatch(/^USER\.md:1: needle canary\n/);
  });
});
