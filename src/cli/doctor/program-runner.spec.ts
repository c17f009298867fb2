import { describe, expect, it } from '@jest/globals';
import { ChildProgramRunner } from './program-runner.js';

describe(ChildProgramRunner.name, () => {
  const sut = new ChildProgramRunner('/usr/bin:/bin');

  it('tells how a program ended', async () => {
    expect(await sut.run('sh', ['-c', 'exit 0'])).toEqual({ kind: 'ok' });
    expect(await sut.run('sh', ['-c', 'echo "not allowed" >&2; exit 1'])).toEqual({
      kind: 'failed',
      reason: 'not allowed',
    });
    expect(await sut.run('sh', ['-c', 'exit 1'])).toMatchObject({ kind: 'failed' });
    expect(await sut.run('no-such-program', [])).toEqual({ kind: 'missing' });
  });
});
