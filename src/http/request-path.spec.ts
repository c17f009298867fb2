import { describe, expect, it } from '@jest/globals';
import { requestPath } from './request-path.js';

describe('requestPath', () => {
  it.each([
    ['/v1/models', '/v1/models'],
    ['/v1/models?token=not-a-real-key', '/v1/models'],
    ['/v1/models#part?x', '/v1/models'],
    ['/a\nb?c', '/a\nb'],
    ['?x', ''],
    [undefined, '/'],
  ])('leaves the query out of %j', (url, path) => {
    expect(requestPath({ url })).toBe(path);
  });
});
