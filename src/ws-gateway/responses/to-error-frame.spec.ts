import { describe, expect, it } from '@jest/globals';
import { expectValid } from '../../../test/support/openai-schema.js';
import { RateLimitExceededError } from '../../auth/limits/rate-limit-exceeded.error.js';
import { InvalidRequestError } from '../../common/gateway-error.js';
import { toErrorFrame as sut } from './to-error-frame.js';

describe('toErrorFrame', () => {
  it('tells of a limit what HTTP tells in headers, with whole seconds', () => {
    const requests = { limit: 2, remaining: 0, resetMilliseconds: 30_000, waitMilliseconds: 480 };
    const frame = JSON.parse(sut(new RateLimitExceededError({ requests, tokens: undefined }), 'req_1'));
    expect(frame).toMatchObject({
      type: 'error',
      status: 429,
      error: { code: 'rate_limit_exceeded', type: 'requests' },
    });
    expect(frame.error.headers).toEqual({
      'x-request-id': 'req_1',
      'retry-after': '1',
      'retry-after-ms': '480',
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '30s',
    });
    expectValid('WebSocketErrorEvent', frame, 'openresponses');
  });

  it('says of a fault of the request that a retry cannot mend it, and has a code in any case', () => {
    const frame = JSON.parse(sut(new InvalidRequestError('Mend it.', { param: 'input' }), 'req_2'));
    expect(frame.error).toEqual({
      message: 'Mend it.',
      type: 'invalid_request_error',
      param: 'input',
      code: 'invalid_request_error',
      headers: { 'x-request-id': 'req_2', 'x-should-retry': 'false' },
    });
    expectValid('WebSocketErrorEvent', frame, 'openresponses');
  });
});
