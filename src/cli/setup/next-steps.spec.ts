import { describe, expect, it } from '@jest/globals';
import { nextSteps as sut } from './next-steps.js';

const auth = { mode: 'none' } as const;

describe('nextSteps', () => {
  it.each([
    ['0.0.0.0', 'http://127.0.0.1:4000'],
    ['192.0.2.7', 'http://192.0.2.7:4000'],
    ['::1', 'http://[::1]:4000'],
  ])('what will listen on %s is tried at %s', (host, url) => {
    expect(sut({ host, port: 4000 }, auth)).toEqual({
      start: 'openclaw gateway run',
      tryIt: expect.stringContaining(`curl -sS ${url}/v1/chat/completions `),
    });
  });

  it('a port that is taken at the start alone cannot be named', () => {
    expect(sut({ host: '127.0.0.1', port: 0 }, auth).tryIt).toBeUndefined();
  });
});
