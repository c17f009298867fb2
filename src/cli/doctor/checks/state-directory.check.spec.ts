import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import type { Finding } from '../doctor-check.js';
import { StateDirectoryCheck } from './state-directory.check.js';

const scratch = temporaryDirectory();
const plenty = 10 * 1024 ** 3;

const findings = (stateDirectory: string, free = plenty): Finding[] =>
  new StateDirectoryCheck(doctorContext({ stateDirectory }).context, () => free).run();

describe(StateDirectoryCheck.name, () => {
  it('is content with a directory that can be written, and one that can be made', () => {
    expect(findings(scratch).map(({ status }) => status)).toEqual(['ok', 'ok']);
    const [finding] = findings(join(scratch, 'new', 'state'));
    expect(finding).toMatchObject({ status: 'ok', what: expect.stringContaining('is not there yet') });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('tells a file in its place, or in the place of its parent', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    expect(findings(file)).toEqual([
      expect.objectContaining({
        status: 'problem',
        what: expect.stringContaining('cannot be used (it is no directory)'),
      }),
    ]);
    expect(findings(join(file, 'below'))).toEqual([
      expect.objectContaining({ status: 'problem', what: expect.stringContaining('cannot be made') }),
    ]);
  });

  it.each([
    [1024 ** 2, 'problem'],
    [500 * 1024 ** 2, 'warning'],
    [plenty, 'ok'],
  ])('%d free bytes: %s', (free, status) => {
    expect(findings(scratch, free)[1]?.status).toBe(status);
  });

  it('asks the disk', () => {
    const sut = new StateDirectoryCheck(doctorContext({ stateDirectory: scratch }).context);
    expect(sut.run()[1]?.what).toMatch(/ are free on its disk/);
  });
});
