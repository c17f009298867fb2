import { describe, expect, it } from '@jest/globals';
import { isAbsolutePath, isUnsafeOnWindows, namesWithin, pathNames } from './path-names.js';

describe(pathNames.name, () => {
  it('takes a backslash as a separator on Windows only', () => {
    expect(pathNames('a\\b/..//c', true)).toEqual(['a', 'b', '..', '', 'c']);
    expect(pathNames('a\\b/..//c', false)).toEqual(['a\\b', '..', '', 'c']);
  });
});

describe(isAbsolutePath.name, () => {
  it.each(['C:\\a', '\\a', '\\\\server\\share', '\\\\?\\C:\\a', '/a'])('knows %s of Windows', (path) => {
    expect(isAbsolutePath(path, true)).toBe(true);
  });
});

describe(namesWithin.name, () => {
  it.each([
    ['/srv/w', '/srv/w/a/b', ['a', 'b']],
    ['/srv/w/', '//srv/./w//a', ['a']],
    ['/srv/w', '/srv/w', []],
    ['/srv/w', '/srv/w/../x', ['..', 'x']],
    ['/', '/a', ['a']],
    ['/srv/w', '/srv/web/a', undefined],
    ['/srv/w', '/srv/../srv/w/a', undefined],
    ['/srv/w', '/srv/W/a', undefined],
  ])('of %s: %s is %j', (root, path, expected) => {
    expect(namesWithin(root, path, false)).toEqual(expected);
  });

  it.each([
    ['C:\\Work', 'c:/work/a\\b', ['a', 'b']],
    ['C:\\Work', '\\\\server\\Work\\a', undefined],
    ['C:\\Work', '\\\\?\\C:\\Work\\a', undefined],
    ['C:\\Work', '\\Work\\a', undefined],
  ])('of %s on Windows: %s is %j', (root, path, expected) => {
    expect(namesWithin(root, path, true)).toEqual(expected);
  });
});

describe(isUnsafeOnWindows.name, () => {
  it.each(['C:', 'a::$DATA', 'USER.md.', 'USER.md ', 'con', 'NUL.txt', 'Com1', 'lpt9 .x', '...'])(
    'refuses %j',
    (name) => {
      expect(isUnsafeOnWindows(name)).toBe(true);
    },
  );

  it.each(['..', '.', 'a.md', '.env', 'console', 'com10.txt'])('takes %j', (name) => {
    expect(isUnsafeOnWindows(name)).toBe(false);
  });
});
