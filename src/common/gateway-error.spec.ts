import { describe, expect, it } from '@jest/globals';
import { GatewayError, type GatewayErrorOptions, InvalidRequestError } from './gateway-error.js';

class SampleError extends GatewayError {
  constructor(options: Partial<GatewayErrorOptions> = {}) {
    super('Something is wrong.', { status: 500, type: 'server_error', code: null, ...options });
  }
}

describe(GatewayError.name, () => {
  it.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, false],
    [409, true],
    [413, false],
    [429, true],
    [499, false],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ])('K3: status %i is by default retryable: %s', (status, retryable) => {
    expect(new SampleError({ status }).retryable).toBe(retryable);
  });

  it('K3: an explicit retryable beats the default, both ways', () => {
    expect(new SampleError({ status: 503, retryable: false }).retryable).toBe(false);
    expect(new SampleError({ status: 400, retryable: true }).retryable).toBe(true);
  });

  it('carries the name of its class, and empty values where none were given', () => {
    const sut = new SampleError();
    expect(sut).toMatchObject({
      name: 'SampleError',
      param: null,
      code: null,
      headers: {},
      message: 'Something is wrong.',
    });
    expect(sut.retryAfterSeconds).toBeUndefined();
  });

  it('G6: keeps the cause apart from the message', () => {
    const cause = new Error('/home/planted/secret');
    const sut = new SampleError({ cause });
    expect(sut.cause).toBe(cause);
    expect(sut.message).not.toContain('planted');
  });
});

describe(InvalidRequestError.name, () => {
  it('K2: is a 400 invalid_request_error that no retry mends', () => {
    expect(new InvalidRequestError('No.')).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: null,
      param: null,
      retryable: false,
      headers: {},
    });
  });

  it('takes another status, param, code and headers', () => {
    const options = { status: 409, param: 'messages[2].content', code: 'some_code', headers: { Allow: 'POST' } };
    expect(new InvalidRequestError('No.', options)).toMatchObject({ ...options, retryable: false });
  });
});
