import { describe, expect, it } from '@jest/globals';
import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import { answerParts, rawAnswer } from './raw-answer.js';

class FullError extends GatewayError {
  constructor() {
    super('Zu viele – später.', { status: 503, type: 'server_error', code: 'full', retryAfterSeconds: 5 });
  }
}

describe('rawAnswer', () => {
  it('K1: is a whole answer with the envelope, the id and an end of the connection', () => {
    const [head = '', body = ''] = rawAnswer(new FullError(), 'req_1').split('\r\n\r\n');
    const [status, ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ', 2)));
    expect(status).toBe('HTTP/1.1 503 Service Unavailable');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': 'req_1',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'retry-after': '5',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    });
    expect(headers).not.toHaveProperty('x-should-retry');
    expect(JSON.parse(body)).toEqual({
      error: { message: 'Zu viele – später.', type: 'server_error', param: null, code: 'full' },
    });
  });

  it('K3: tells not to retry what a retry cannot mend', () => {
    const { headers } = answerParts(new InvalidRequestError('No.'), 'req_1');
    expect(Object.entries(headers)).toContainEqual([expect.stringMatching(/^x-should-retry$/i), 'false']);
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('retry-after');
  });

  it('has a word for a status that has none', () => {
    const error = new InvalidRequestError('No.', { status: 499 });
    expect(rawAnswer(error, 'req_1')).toMatch(/^HTTP\/1\.1 499 Error\r\n/);
  });

  it('has the headers that the error brings', () => {
    const error = new InvalidRequestError('No.', { headers: { Allow: 'POST' } });
    expect(answerParts(error, 'req_1').headers).toMatchObject({ Allow: 'POST' });
  });
});
