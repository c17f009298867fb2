import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { nearestExisting as sut } from './nearest-existing.js';

const scratch = temporaryDirectory();

describe('nearestExisting', () => {
  it('is the path itself where something is there', () => {
    expect(sut(scratch)).toBe(scratch);
  });

  it('is the nearest parent that is there, in the end the root', () => {
    expect(sut(join(scratch, 'a', 'b'))).toBe(scratch);
    expect(sut('/no-such-directory/a')).toBe('/');
  });
});
