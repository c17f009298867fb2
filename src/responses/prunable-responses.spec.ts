import { describe, expect, it } from '@jest/globals';
import { prunableResponses } from './prunable-responses.js';

const lines = ['c', 'b', 'a'].map((id, index) => ({ id, runId: `run_${id}`, createdAt: 30 - index * 10, bytes: 100 }));

describe('prunableResponses', () => {
  const room = { maxEntries: 3, pruneAfter: 20, maxDiskBytes: 300 };

  it.each([
    ['nothing over a limit', {}, []],
    ['age', { pruneAfter: 19 }, ['a']],
    ['number', { maxEntries: 1 }, ['a', 'b']],
    ['room', { maxDiskBytes: 299 }, ['a']],
    ['room for none', { maxDiskBytes: 99 }, ['a', 'b', 'c']],
    ['all of them', { pruneAfter: 19, maxEntries: 2, maxDiskBytes: 150 }, ['a', 'b']],
  ])('H9: finds what is beyond the limits, the oldest first: %s', (_name, limits, expected) => {
    expect(prunableResponses(lines, { ...room, ...limits }, 30).map(({ id }) => id)).toEqual(expected);
  });
});
