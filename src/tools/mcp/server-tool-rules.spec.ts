import { describe, expect, it } from '@jest/globals';
import { isToolWanted } from './server-tool-rules.js';

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
