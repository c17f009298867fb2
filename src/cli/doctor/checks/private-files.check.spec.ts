import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { PrivateFilesCheck } from './private-files.check.js';

const scratch = temporaryDirectory();
let count = 0;

function place(): { stateDirectory: string; path: string; sut: PrivateFilesCheck } {
  const stateDirectory = join(scratch, `state-${count++}`);
  const path = join(stateDirectory, 'openclaw.json');
  mkdirSync(stateDirectory, { mode: 0o700 });
  writeFileSync(path, '{}', { mode: 0o600 });
  const file = { path, isStarter: false, target: path, exists: true, stateDirectory };
  return { stateDirectory, path, sut: new PrivateFilesCheck({ file }) };
}

describe(PrivateFilesCheck.name, () => {
  it('is content with 0700 and 0600', () => {
    expect(place().sut.run()).toEqual([{ status: 'ok', what: expect.any(String) }]);
  });

  it('finds what others may read and can close it; the files of others in the directory are none of its business', async () => {
    const { stateDirectory, path, sut } = place();
    writeFileSync(join(stateDirectory, 'notes.txt'), '', { mode: 0o644 });
    chmodSync(path, 0o640);
    const [finding, ...more] = sut.run();
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      status: 'problem',
      what: `${path} is open to others (mode 0640).`,
      remedy: `chmod 600 '${path}'`,
    });
    await finding?.fix?.apply();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(sut.run()[0]?.status).toBe('ok');
  });

  it('finds what is open of the audit log, whatever its files are called', () => {
    const { stateDirectory, sut } = place();
    const audit = join(stateDirectory, 'audit');
    mkdirSync(audit, { mode: 0o700 });
    const names = ['audit-000001.jsonl', 'audit-000002.jsonl', 'head'];
    for (const name of names) writeFileSync(join(audit, name), '', { mode: 0o600 });
    expect(sut.run()).toMatchObject([{ status: 'ok' }]);
    for (const name of names) chmodSync(join(audit, name), 0o644);
    expect(sut.run().map(({ path }) => path)).toEqual(names.map((name) => join(audit, name)));
  });

  it('of a link it judges what the link leads to', () => {
    const { stateDirectory, sut } = place();
    const target = join(scratch, 'elsewhere');
    writeFileSync(target, '', { mode: 0o644 });
    symlinkSync(target, join(stateDirectory, 'gateway-token'));
    symlinkSync('/nowhere/at/all', join(stateDirectory, 'sessions.sqlite'));
    expect(sut.run().map(({ what }) => what)).toEqual([expect.stringContaining('gateway-token is open')]);
  });

  it('never closes a directory that is shared by design, such as /tmp', () => {
    const { stateDirectory, sut } = place();
    chmodSync(stateDirectory, 0o1777);
    const [finding] = sut.run();
    expect(finding).toMatchObject({ status: 'warning', remedy: expect.stringContaining('OPENCLAW_STATE_DIR') });
    expect(finding?.fix).toBeUndefined();
  });

  it('leaves the starter alone', () => {
    const { path, stateDirectory } = place();
    const starter = join(scratch, 'starter.json5');
    writeFileSync(starter, '', { mode: 0o644 });
    const file = { path: starter, isStarter: true, target: path, exists: true, stateDirectory };
    expect(new PrivateFilesCheck({ file }).run()[0]?.status).toBe('ok');
  });
});
