import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import type { DoctorCheck, Finding } from './doctor-check.js';
import { countOf, examine } from './examine.js';
import { writeExaminations } from './write-examinations.js';

const check = (name: string, run: () => Promise<Finding[]>): DoctorCheck => ({ name, run });
const mendable = (apply: () => Promise<void>): Finding => ({
  status: 'problem',
  what: 'Open.',
  remedy: 'Close it.',
  fix: { done: 'closed it', apply },
});

describe('examine', () => {
  it('applies fixes only when they are wanted', async () => {
    let applied = 0;
    const count = async (): Promise<void> => {
      applied++;
    };
    const sut = [check('a', async () => [mendable(count)])];
    expect(await examine(sut, false)).toEqual([
      { name: 'a', findings: [{ status: 'problem', what: 'Open.', remedy: 'Close it.', fixable: true }] },
    ]);
    expect(applied).toBe(0);
    expect(await examine(sut, true)).toEqual([
      { name: 'a', findings: [{ status: 'ok', what: 'Open.', fixed: 'closed it', fixable: false }] },
    ]);
    expect(applied).toBe(1);
  });

  it('a fix that fails leaves the problem, and says why', async () => {
    const [result] = await examine(
      [check('a', async () => [mendable(() => Promise.reject(new Error('read-only disk')))])],
      true,
    );
    expect(result?.findings[0]).toMatchObject({
      status: 'problem',
      what: 'Open. That could not be mended: read-only disk.',
    });
  });

  it('a check that fails is a problem, and the others go on', async () => {
    const good = check('b', async () => [{ status: 'warning', what: 'Hm.' }]);
    const results = await examine([check('a', () => Promise.reject(new Error('boom'))), good], false);
    expect(results[0]?.findings).toEqual([{ status: 'problem', what: 'The check failed: boom.', fixable: false }]);
    expect([countOf(results, 'problem'), countOf(results, 'warning'), countOf(results, 'ok')]).toEqual([1, 1, 0]);
  });
});

describe('writeExaminations', () => {
  it('writes each finding with its remedy, and the sum', async () => {
    const { terminal, stdout } = capturedTerminal();
    const results = await examine(
      [check('Files', async () => [mendable(async () => undefined)]), check('Nothing', async () => [])],
      false,
    );
    writeExaminations(results, terminal);
    expect(stdout()).toBe(
      'Files\n  problem  Open.\n           Close it.\n\n1 problem, 0 warnings. `openclaw doctor --fix` mends 1 of them.\n',
    );
  });

  it('says so when everything is in order', async () => {
    const { terminal, stdout } = capturedTerminal();
    writeExaminations(await examine([check('Node', async () => [{ status: 'ok', what: 'Node 24' }])], false), terminal);
    expect(stdout()).toBe('Node\n  ok       Node 24\n\nEverything is in order.\n');
  });
});
