import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { WorkspaceFilesCheck } from './workspace-files.check.js';

const scratch = temporaryDirectory();

function place(entries: Record<string, number>, mode = 0o755) {
  const workspace = mkdtempSync(join(scratch, 'workspace-'));
  for (const [name, fileMode] of Object.entries(entries)) {
    const path = join(workspace, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    chmodSync(path, fileMode);
  }
  chmodSync(workspace, mode);
  const config = { agents: { defaults: { workspace } } };
  const { context } = doctorContext({ stateDirectory: join(scratch, 'state'), config });
  return { workspace, found: () => new WorkspaceFilesCheck(context).run() };
}

const namesOf = ({ workspace, found }: ReturnType<typeof place>) =>
  found().map(({ path = '' }) => path.slice(workspace.length + 1));

describe(WorkspaceFilesCheck.name, () => {
  it('tells secrets that everybody can read, in directories below too', () => {
    const secrets = ['.env', '.env.production', 'MEMORY.md', 'USER.md', 'a/b/id_ed25519', 'a/tls.key', 'secrets.json'];
    const harmless = ['.env.example', 'notes.md', 'keys.md', 'tokenizer.json'];
    const all = Object.fromEntries([...secrets, ...harmless].map((name) => [name, 0o644]));
    expect(namesOf(place(all)).sort()).toEqual([...secrets].sort());
    const [first] = place({ '.env': 0o644 }).found();
    expect(first).toMatchObject({ status: 'problem', remedy: expect.stringMatching(/^chmod o-r '.*\/\.env'$/) });
  });

  it('tells what everybody can change', () => {
    expect(namesOf(place({ 'SOUL.md': 0o646, 'plan.md': 0o644 }))).toEqual(['SOUL.md']);
    expect(namesOf(place({}, 0o777))).toEqual(['']);
  });

  it('is content with what is closed, and with a workspace that is, whatever is in it', () => {
    const ok = [{ status: 'ok', what: expect.any(String) }];
    expect(place({ '.env': 0o600, 'USER.md': 0o640 }).found()).toEqual(ok);
    expect(place({ '.env': 0o666 }, 0o700).found()).toEqual(ok);
  });

  it('follows no link, and is content with a workspace that is not there', () => {
    const { workspace, found } = place({});
    const outside = join(scratch, 'outside.key');
    writeFileSync(outside, '', { mode: 0o644 });
    symlinkSync(outside, join(workspace, 'outside.key'));
    symlinkSync(scratch, join(workspace, 'all'));
    expect(found()).toMatchObject([{ status: 'ok' }]);
    const config = { agents: { defaults: { workspace: join(scratch, 'nowhere') } } };
    const { context } = doctorContext({ stateDirectory: join(scratch, 'state'), config });
    expect(new WorkspaceFilesCheck(context).run()).toMatchObject([{ status: 'ok' }]);
  });

  it('says when there are too many files to look at', () => {
    const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, index) => [`file-${index}`, 0o600]));
    expect(place(many).found()).toMatchObject([{ status: 'warning', what: expect.stringContaining('more than 5000') }]);
  });
});
