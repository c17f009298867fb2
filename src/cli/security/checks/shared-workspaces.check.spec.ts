import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { SharedWorkspacesCheck } from './shared-workspaces.check.js';

const scratch = temporaryDirectory();
const stateDirectory = join(scratch, 'state');
const files = join(scratch, 'files');
mkdirSync(join(files, 'desk'), { recursive: true });
symlinkSync(files, join(scratch, 'link'));

const check = (main: string | undefined, desk: string | undefined, tools: Record<string, unknown> = {}) => {
  const list = [
    { id: 'main', ...(main === undefined ? {} : { workspace: main }) },
    { id: 'desk', publicMode: true, tools, ...(desk === undefined ? {} : { workspace: desk }) },
  ];
  return new SharedWorkspacesCheck(doctorContext({ stateDirectory, config: { agents: { list } } }).context).run();
};

describe(SharedWorkspacesCheck.name, () => {
  it.each([
    ['those of the gateway', undefined, undefined],
    ['two of their own', files, join(scratch, 'other')],
    ['names that only begin alike', files, `${files}-of-desk`],
  ])('is content with %s', async (_name, main, desk) => {
    expect(await check(main, desk)).toEqual([{ status: 'ok', what: expect.any(String) }]);
  });

  it.each([
    ['the same', files, files],
    ['one within the other', files, join(files, 'desk')],
    ['the other way round', join(files, 'desk'), files],
    ['a link', files, join(scratch, 'link')],
  ])('tells %s', async (_name, main, desk) => {
    const path = 'agents.list[desk].workspace';
    expect(await check(main, desk)).toMatchObject([
      { status: 'warning', what: 'desk is public and shares files with main.', path },
    ]);
    expect(await check(main, desk, { allow: ['read'] })).toMatchObject([
      { status: 'problem', what: 'desk is public and shares files with main, and strangers reach them.', path },
    ]);
  });

  it('agents that are all public may share', async () => {
    const list = ['a', 'b'].map((id) => ({ id, publicMode: true, workspace: files }));
    const { context } = doctorContext({ stateDirectory, config: { agents: { list } } });
    expect(await new SharedWorkspacesCheck(context).run()).toMatchObject([{ status: 'ok' }]);
  });
});
