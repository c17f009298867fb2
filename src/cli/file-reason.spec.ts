import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../test/support/thrown-error.js';
import { fileReason as sut } from './file-reason.js';

describe('fileReason', () => {
  it.each([
    ['/no/such/file', 'there is no such file or directory'],
    ['/', 'it is a directory'],
    ['/dev/null/x', 'a part of its path is no directory'],
  ])('of reading %s', (path, expected) => {
    expect(sut(thrownBy(() => readFileSync(path)))).toBe(expected);
  });

  it('what is not known is told as it is', () => {
    expect(sut(new Error('odd'))).toBe('odd');
  });
});
