import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { engineFlags } from './engine-settings.js';

describe('engineFlags', () => {
  it.each(Object.values(engineFlags))(
    '%s is known to this Node, which would complain at each start otherwise',
    async (flag) => {
      const program = `import('node:v8').then(({ setFlagsFromString }) => setFlagsFromString('${flag}'))`;
      expect(await promisify(execFile)(process.execPath, ['--eval', program])).toEqual({ stdout: '', stderr: '' });
    },
  );
});
