import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { WorkspacesCheck } from './workspaces.check.js';

const home = temporaryDirectory();
const stateDirectory = join(home, 'state');
mkdirSync(stateDirectory, { mode: 0o700 });

const check = (workspace?: string) =>
  new WorkspacesCheck(
    doctorContext({ stateDirectory, env: { HOME: home }, config: { agents: { list: [{ id: 'main', workspace }] } } })
      .context,
  ).run();

describe(WorkspacesCheck.name, () => {
  it('one that is there', () => {
    mkdirSync(join(home, 'there'));
    expect(check('~/there')).toEqual([{ status: 'ok', what: `main has ${join(home, 'there')}` }]);
  });

  it('the default one need not be there', () => {
    expect(check()[0]).toMatchObject({
      status: 'ok',
      what: expect.stringContaining('when it first writes a file'),
    });
  });

  it('a chosen one that is not there can be made, private', async () => {
    const [finding] = check('~/new/{agentId}');
    expect(finding).toMatchObject({ status: 'warning', fix: { done: `made ${join(home, 'new', 'main')}` } });
    await finding?.fix?.apply();
    expect(statSync(join(home, 'new', 'main')).mode & 0o777).toBe(0o700);
    expect(check('~/new/{agentId}')[0]?.status).toBe('ok');
  });

  it('a file in the way is a problem', () => {
    writeFileSync(join(home, 'file'), '');
    chmodSync(join(home, 'file'), 0o600);
    expect(check('~/file')[0]).toMatchObject({
      status: 'problem',
      what: expect.stringContaining('cannot be used'),
    });
    expect(check('~/file/below')[0]).toMatchObject({
      status: 'problem',
      what: expect.stringContaining('cannot be made'),
    });
  });
});
