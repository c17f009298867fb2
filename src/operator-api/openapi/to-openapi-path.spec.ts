import { describe, expect, it } from '@jest/globals';
import { toOpenApiPath } from './to-openapi-path.js';

describe('toOpenApiPath', () => {
  it.each([
    ['/v1/runs', '/v1/runs'],
    ['/v1/sessions/:key/reset', '/v1/sessions/{key}/reset'],
    ['/v1/models/*id', '/v1/models/{id}'],
    ['/a/:first/:second', '/a/{first}/{second}'],
  ])('%s', (path, expected) => {
    expect(toOpenApiPath(path)).toBe(expected);
  });
});
