import { describe, expect, it } from '@jest/globals';
import { isToolWanted, uselessRules } from './server-tool-rules.js';

describe('isToolWanted', () => {
  it.each([
    ['read_file', undefined, [], true],
    ['read_file', ['read_file'], [], true],
    ['Read-File', ['read_file'], [], true],
    ['read_file', ['read*'], [], true],
    ['read_file', ['READ-*'], [], true],
    ['read_file', ['*'], [], true],
    ['read_file', ['read'], [], false],
    ['read_file', [], [], false],
    ['read_file', ['*'], ['read_file'], false],
    ['READ_FILE', ['*'], ['read-*'], false],
    ['ｒead_file', undefined, ['read_file'], false],
    ['read_file', undefined, ['*'], false],
    ['read_file', undefined, ['file'], true],
  ])('%s, allowed %j, denied %j: %s', (name, allow, deny, expected) => {
    expect(isToolWanted(name, { allow, deny })).toBe(expected);
  });
});

describe('uselessRules', () => {
  const names = ['read_file', 'list'];

  it.each([
    [undefined, []],
    [['Read-File', 'l*', '*'], ['list']],
    [[], ['read*']],
  ])('has nothing to say of %j and %j', (allow, deny) => {
    expect(uselessRules(names, { allow, deny })).toEqual([]);
  });

  it('names what means no tool, list by list', () => {
    expect(uselessRules(names, { allow: ['raed_file', 'list'], deny: ['x*', 'group:fs'] })).toEqual([
      'allow names tools that it does not have: raed_file (did you mean "read_file"?)',
      'deny names tools that it does not have: x*, group:fs',
    ]);
  });
});
