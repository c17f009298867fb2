import { describe, expect, it } from '@jest/globals';
import { endpointNotFound } from './endpoint-not-found.js';

describe('endpointNotFound', () => {
  it('B2: names method and path, without the query', () => {
    const sut = endpointNotFound({ method: 'POST', url: '/v1/chat/completions?key=test-token#x' });
    expect(sut).toMatchObject({ status: 404, type: 'invalid_request_error', code: 'unknown_url', retryable: false });
    expect(sut.message).toMatch(/^Unknown request URL: POST \/v1\/chat\/completions\. /);
    expect(sut.message).not.toContain('test-token');
  });

  it.each([
    ['/v1/chat/completions', 'gateway.http.endpoints.chatCompletions.enabled'],
    ['/v1/responses', 'gateway.http.endpoints.responses.enabled'],
    ['/v1/responses/resp_1/input_items', 'gateway.http.endpoints.responses.enabled'],
    ['/v1/models', 'gateway.http.endpoints.chatCompletions.enabled or gateway.http.endpoints.responses.enabled'],
    ['/v1/runs/run_1', 'gateway.http.endpoints.operator.enabled'],
  ])('names the setting of %s', (url, setting) => {
    expect(endpointNotFound({ method: 'POST', url }).message).toMatch(
      new RegExp(`enabled on this gateway \\(${setting.replaceAll('.', '\\.')}\\)\\.$`),
    );
  });

  it.each(['/chat/completions', '/responses', '/models', '/models/openclaw', '/v1/v1/chat/completions'])(
    'says how a base URL ends where it is one /v1 off: %s',
    (url) => {
      expect(endpointNotFound({ method: 'POST', url }).message).toBe(
        `Unknown request URL: POST ${url}. The base URL of a client ends in /v1, once.`,
      );
    },
  );

  it.each(['/', '/v1', '/v1/', '/v1/conversations', '/v1/responsesx', '/v1/v1/v1/models', '/nothing'])(
    'promises nothing of %s',
    (url) => {
      expect(endpointNotFound({ method: 'GET', url }).message).toBe(
        `Unknown request URL: GET ${url}. Check the path, and that its endpoint is enabled on this gateway.`,
      );
    },
  );
});
