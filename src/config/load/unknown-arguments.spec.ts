import { describe, expect, it } from '@jest/globals';
import { unknownArguments as sut } from './unknown-arguments.js';

describe('unknownArguments', () => {
  it.each([[[]], [['--port', '1']], [['--port=1']], [['--port']]])('A6: has nothing against %j', (argv) => {
    expect(sut(argv)).toEqual([]);
  });

  it('A6: names each argument that means nothing, with what is known', () => {
    expect(sut(['--prot', '18912', '-v', '--port', '1', 'agent'])).toEqual([
      expect.objectContaining({ path: '--prot', didYouMean: '--port' }),
      expect.objectContaining({ path: '-v', allowed: expect.stringContaining('--port <number>') }),
      expect.objectContaining({ path: 'agent', found: 'an unknown command-line argument' }),
    ]);
  });

  it.each([['--token=test-token'], ['--token test-token']])('C5: does not repeat the value in %s', (line) => {
    const problems = sut(line.split(' '));
    expect(problems.map(({ path }) => path)).toEqual(['--token']);
    expect(JSON.stringify(problems)).not.toContain('test-token');
  });
});
