import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { parseConfigText as sut } from './parse-config-text.js';

describe('parseConfigText', () => {
  it.each(['', ' \r\n\t', '\uFEFF', '// nothing yet\n  // at all\n'])(
    'A6: says that %j is empty and what to do',
    (text) => {
      const [problem, ...more] = problemsOf(() => sut(text, 'openclaw.json'));
      expect(more).toEqual([]);
      expect(problem).toMatchObject({ path: '(the whole file)', found: 'an empty file' });
      expect(problem?.allowed).toMatch(/\{\} for the defaults.*unset OPENCLAW_CONFIG_PATH/);
      expect(problem?.allowed).not.toContain('comma');
    },
  );

  it('A6: says of a broken one where it breaks', () => {
    expect(problemsOf(() => sut('{\n a: 1,,\n}'))[0]).toMatchObject({ path: 'line 2, column 7' });
  });

  it('A6: reads comments and a byte order mark', () => {
    expect(sut('\uFEFF// a comment\n{ gateway: {} }')).toEqual({ gateway: {} });
  });
});
