import { chmodSync, chownSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { ReplaceableFilesCheck } from './replaceable-files.check.js';

const scratch = temporaryDirectory();

function place(modeOfParent = 0o755) {
  const parent = mkdtempSync(join(scratch, 'parent-'));
  const stateDirectory = join(parent, 'state');
  const path = join(stateDirectory, 'openclaw.json');
  mkdirSync(stateDirectory, { mode: 0o700 });
  writeFileSync(path, '{}', { mode: 0o600 });
  chmodSync(parent, modeOfParent);
  const file = { path, isStarter: false, target: path, exists: true, stateDirectory };
  return { parent, path, file, sut: new ReplaceableFilesCheck({ file }) };
}

/** What lies above the directories of this test may be anyhow. */
const about = (parent: string, findings: ReturnType<ReplaceableFilesCheck['run']>) =>
  findings.filter(({ path }) => path?.startsWith(parent));

describe(ReplaceableFilesCheck.name, () => {
  it('is content where nobody else may write', () => {
    const { parent, sut } = place();
    expect(about(parent, sut.run())).toEqual([]);
  });

  it('tells a directory on the way that others may write to', () => {
    const open = place(0o757);
    expect(about(open.parent, open.sut.run())).toEqual([
      {
        status: 'problem',
        what: `Everybody can replace what lies in ${open.parent}.`,
        path: open.parent,
        remedy: `chmod o-w '${open.parent}'`,
      },
    ]);
    const shared = place(0o775);
    expect(about(shared.parent, shared.sut.run())).toMatchObject([{ status: 'warning', path: shared.parent }]);
  });

  it('a directory such as /tmp protects what lies in it', () => {
    const { parent, sut } = place(0o1777);
    expect(about(parent, sut.run())).toEqual([]);
  });

  it('tells what belongs to somebody else', () => {
    const { path, file } = place();
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(path, 4_711, 4_711);
    const found = new ReplaceableFilesCheck({ file }, isRoot ? 0 : 4_711).run();
    expect(found.filter((finding) => finding.path === path)).toMatchObject([
      { status: 'problem', what: expect.stringContaining('belongs to another user') },
    ]);
  });

  it('what belongs to root is as safe as root is', () => {
    const found = new ReplaceableFilesCheck({ file: place().file }, 4_711).run();
    expect(statSync('/').uid).toBe(0);
    expect(found.filter(({ path }) => path === '/')).toEqual([]);
  });

  it('what is not there yet is left alone', () => {
    const nowhere = join(scratch, 'nowhere', 'openclaw.json');
    const file = {
      path: nowhere,
      isStarter: false,
      target: nowhere,
      exists: false,
      stateDirectory: join(scratch, 'no'),
    };
    expect(new ReplaceableFilesCheck({ file }).run()).toMatchObject([{ status: 'ok' }]);
  });
});
