import { describe, expect, it } from '@jest/globals';
import { pathVariables, toOpenApiPath } from './to-openapi-path.js';

describe('toOpenApiPath', () => {
  it.each([
    ['/v1/runs', '/v1/runs', []],
    ['/v1/sessions/:key/reset', '/v1/sessions/{key}/reset', ['key']],
    ['/v1/models/*id', '/v1/models/{id}', ['id']],
    ['/a/:first/:second', '/a/{first}/{second}', ['first', 'second']],
  ])('%s', (path, expected, variables) => {
    expect(toOpenApiPath(path)).toBe(expected);
    expect(pathVariables(path)).toEqual(variables);
  });
});
