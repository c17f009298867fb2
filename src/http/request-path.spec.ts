import { describe, expect, it } from '@jest/globals';
import { requestPath } from './request-path.js';

describe('requestPath', () => {
  it.each([
    ['/v1/models', '/v1/models'],
    ['/v1/models?token=not-a-real-key', '/v1/models'],
    ['/v1/models#part?x', '/v1/models'],
    ['/a\nb?c', '/a\nb'],
    ['?x', ''],
    ['http://localhost:18789/v1/models?x', '/v1/models'],
    ['HTTP://localhost', '/'],
    ['http://localhost?x', '/'],
    ['/v1/http://x', '/v1/http://x'],
    ['//localhost/v1', '//localhost/v1'],
    [undefined, '/'],
  ])('leaves query and host out of %j', (url, path) => {
    expect(requestPath({ url })).toBe(path);
  });
});
