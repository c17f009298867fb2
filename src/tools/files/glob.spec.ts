import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { processorMilliseconds } from '../../../test/support/processor-milliseconds.js';
import { compileGlob } from './glob.js';
import { UnusableRequestError } from './unusable-request.error.js';

/** Stands for a `**` that is a whole name as written; two stars that braces bring together are just stars. */
const anyDirectories = '\0';

/** The same rules by plain backtracking, for `*`, `**`, `?` and `{a,b}` one level deep. */
function naive(glob: string, path: string): boolean {
  return choicesMatch(glob.replaceAll(/(?<=^|\/)\*\*(?=\/|$)/g, anyDirectories), path);
}

function choicesMatch(glob: string, path: string): boolean {
  const braces = /\{([^{}]*)\}/.exec(glob);
  if (braces) {
    const [whole, inner = ''] = braces;
    return inner.split(',').some((choice) =>
      choicesMatch(
        glob.replace(whole, () => choice),
        path,
      ),
    );
  }
  const wanted = glob.includes('/') ? path : (path.split('/').at(-1) ?? '');
  return segmentsMatch(glob.split('/'), wanted.split('/'));
}

function segmentsMatch([segment, ...rest]: string[], names: string[]): boolean {
  if (segment === undefined) return names.length === 0;
  if (segment === anyDirectories && rest.length === 0) return names.length > 0;
  if (segment === anyDirectories) return names.some((_, index) => segmentsMatch(rest, names.slice(index)));
  const [name, ...others] = names;
  return name !== undefined && nameMatches(segment, name) && segmentsMatch(rest, others);
}

function nameMatches(segment: string, name: string): boolean {
  if (segment === '') return name === '';
  if (segment.startsWith('*')) {
    return nameMatches(segment.slice(1), name) || (name !== '' && nameMatches(segment, name.slice(1)));
  }
  return (
    name !== '' && (segment.startsWith('?') || segment[0] === name[0]) && nameMatches(segment.slice(1), name.slice(1))
  );
}

describe(compileGlob.name, () => {
  it.each([
    ['*.ts', ['a.ts', 'src/a.ts', '.ts'], ['a.tsx', 'a.ts/b']],
    ['a?c', ['abc', 'x/a.c'], ['ac', 'abbc', 'a/c']],
    ['src/*.ts', ['src/a.ts'], ['a.ts', 'src/b/a.ts', 'x/src/a.ts']],
    ['src/**/*.ts', ['src/a.ts', 'src/b/c/a.ts'], ['src.ts', 'lib/a.ts']],
    ['**/test/*', ['test/a', 'x/y/test/a'], ['test', 'mytest/a']],
    ['src/**', ['src/a', 'src/a/b'], ['src', 'srcs/a']],
    ['**', ['a', 'a/b'], []],
    ['a**b', ['ab', 'axxb'], ['a/b']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['[^a]', ['b'], ['a']],
    ['[]]', [']'], ['[']],
    ['[\\^&[]', ['^', '&', '[', '\\'], ['a']],
    ['*.{js,ts}', ['a.js', 'b/a.ts'], ['a.jsx', 'a.']],
    ['{src,test}/**/*.{ts,js}', ['src/a.ts', 'test/x/a.js'], ['lib/a.ts']],
    ['{a,b{1,2}}', ['a', 'b1', 'b2'], ['b']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a.b', ['a.b'], ['axb']],
    ['(a|b)+$', ['(a|b)+$'], ['a', 'ab']],
    ['[ab', ['[ab'], ['a']],
    ['a}b,c', ['a}b,c'], ['a']],
    ['./src/*.ts', ['src/a.ts'], []],
    ['/src/*', ['src/a'], []],
    ['./*.ts', ['a.ts'], ['src/a.ts']],
    ['src/', ['src', 'x/src'], ['srcs']],
    ['日*', ['日本.txt'], ['本日']],
    ['?', ['🙂', 'x'], ['xx']],
    ['a*', ['a\nb'], []],
    ['*{a,}*/b', ['x/b'], ['x/y/b', 'b']],
  ])('%s fits %j and not %j', (glob, fitting, others) => {
    const matches = compileGlob(glob);
    expect(fitting.filter((path) => !matches(path))).toEqual([]);
    expect(others.filter(matches)).toEqual([]);
  });

  it.each([
    ['an empty glob', ''],
    ['the root', '/'],
    ['a range that ends before it begins', '[z-a]'],
    ['a very long glob', 'x'.repeat(1_001)],
  ])('says of %s that it cannot be used', (_name, glob) => {
    expect(() => compileGlob(glob)).toThrow(UnusableRequestError);
  });

  it('agrees with plain backtracking', () => {
    const piece = fc.constantFrom('a', 'b', '.', '*', '?', '{a,b}', '{ab,}', '+', '(', '^');
    const segment = fc.oneof(
      fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
      fc.constant('**'),
    );
    const globs = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((segments) => segments.join('/'))
      // Three stars and more mean nothing that anybody relies on.
      .filter((glob) => !/\*\*(?!\/|$)|[^/]\*\*|^\.\//.test(glob));
    const name = fc
      .array(fc.constantFrom('a', 'b', '.', '+'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(''));
    const paths = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(globs, paths, (glob, path) => {
        expect(compileGlob(glob)(path)).toBe(naive(glob, path));
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes linear time for a glob that backtracking would not finish', async () => {
    const matches = compileGlob(`${'*a'.repeat(400)}b`);
    const spent = await processorMilliseconds(() => {
      expect(matches('a'.repeat(4_000))).toBe(false);
    });
    expect(spent).toBeLessThan(5_000);
  });
});
