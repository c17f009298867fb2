import { describe, expect, it } from '@jest/globals';
import { GatewayError, type GatewayErrorOptions } from '../common/gateway-error.js';
import { mapGatewayError } from './map-gateway-error.js';

class SampleError extends GatewayError {
  constructor(options: Partial<GatewayErrorOptions> = {}) {
    super('Something is wrong.', { status: 500, type: 'server_error', code: 'sample', ...options });
  }
}

describe('mapGatewayError', () => {
  it.each([
    [400, 'INVALID_REQUEST'],
    [401, 'INVALID_REQUEST'],
    [403, 'FORBIDDEN'],
    [404, 'INVALID_REQUEST'],
    [409, 'INVALID_REQUEST'],
    [413, 'INVALID_REQUEST'],
    [429, 'UNAVAILABLE'],
    [499, 'UNAVAILABLE'],
    [500, 'UNAVAILABLE'],
    [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [504, 'AGENT_TIMEOUT'],
  ])('the status %i becomes %s', (status, code) => {
    expect(mapGatewayError(new SampleError({ status })).code).toBe(code);
  });

  it('keeps what HTTP would have said', () => {
    expect(mapGatewayError(new SampleError({ status: 400, param: 'messages', retryable: false }))).toEqual({
      code: 'INVALID_REQUEST',
      message: 'Something is wrong.',
      details: { code: 'sample', status: 400, param: 'messages' },
      retryable: false,
    });
  });

  it('tells in milliseconds when a retry may succeed, and nothing of it where that is not known', () => {
    expect(mapGatewayError(new SampleError({ status: 429, retryAfterSeconds: 1.2 })).retryAfterMs).toBe(1_200);
    expect(mapGatewayError(new SampleError())).not.toHaveProperty('retryAfterMs');
  });

  it('G6: tells nothing of the cause', () => {
    const error = new SampleError({ cause: new Error('/home/planted') });
    expect(JSON.stringify(mapGatewayError(error))).not.toContain('planted');
  });
});
