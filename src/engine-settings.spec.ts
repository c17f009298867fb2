import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { compilationFlag } from './engine-settings.js';

describe('compilationFlag', () => {
  it('is known to this Node, which would complain at each start otherwise', async () => {
    const program = `import('node:v8').then(({ setFlagsFromString }) => setFlagsFromString('${compilationFlag}'))`;
    expect(await promisify(execFile)(process.execPath, ['--eval', program])).toEqual({ stdout: '', stderr: '' });
  });
});
