import { describe, expect, it } from '@jest/globals';
import { kindOfStatus } from './kind-of-status.js';

describe(kindOfStatus.name, () => {
  it.each([
    [401, 'auth'],
    [403, 'auth'],
    [429, 'rate-limited'],
    [408, 'upstream'],
    [409, 'upstream'],
    [400, 'rejected'],
    [404, 'rejected'],
    [499, 'rejected'],
    [307, 'upstream'],
    [500, 'upstream'],
    [529, 'upstream'],
  ])('K5: %i is %s', (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });
});
