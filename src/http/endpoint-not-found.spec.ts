import { describe, expect, it } from '@jest/globals';
import { endpointNotFound } from './endpoint-not-found.js';

describe('endpointNotFound', () => {
  it('B2: names method and path, without the query', () => {
    const sut = endpointNotFound({ method: 'POST', url: '/v1/chat/completions?key=test-token#x' });
    expect(sut).toMatchObject({ status: 404, type: 'invalid_request_error', code: 'unknown_url', retryable: false });
    expect(sut.message).toMatch(/^Unknown request URL: POST \/v1\/chat\/completions\. /);
    expect(sut.message).not.toContain('test-token');
  });
});
