import { describe, expect, it } from '@jest/globals';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { presentedBearer } from './bearer.js';

describe('presentedBearer', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('C1: takes the scheme as %s', (scheme) => {
    expect(presentedBearer(['authorization', `${scheme} test-token`])).toEqual({ kind: 'bearer', value: 'test-token' });
  });

  it('C1: finds nothing without an Authorization header, whatever else is sent', () => {
    const rawHeaders = [
      'Cookie',
      'token=test-token',
      'x-api-key',
      'test-token',
      'Proxy-Authorization',
      'Bearer test-token',
    ];
    expect(presentedBearer(rawHeaders)).toEqual({ kind: 'none' });
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer    ',
    'Basic dGVzdDp0ZXN0',
    'test-token',
    'Bearertest-token',
    'Bearer\ttest-token',
  ])('C1: %j is malformed', (value) => {
    expect(presentedBearer(['Authorization', value])).toEqual({ kind: 'malformed' });
  });

  it('C1: two Authorization headers are malformed, in any case and even when they agree', () => {
    const rawHeaders = [
      'Authorization',
      'Bearer test-token',
      'Host',
      'localhost',
      'AUTHORIZATION',
      'Bearer test-token',
    ];
    expect(presentedBearer(rawHeaders)).toEqual({ kind: 'malformed' });
  });

  it('C1: a header value that looks like a header name is not one', () => {
    expect(presentedBearer(['x-note', 'authorization', 'x-other', 'Bearer test-token'])).toEqual({ kind: 'none' });
  });

  it('C2: keeps the spaces inside a password and reads it as UTF-8', () => {
    const sent = Buffer.from('Bearer grüne Wörter', 'utf8').toString('latin1');
    expect(presentedBearer(['Authorization', sent])).toEqual({ kind: 'bearer', value: 'grüne Wörter' });
  });

  it('C1: stays linear on hostile input', async () => {
    const hostile = `Bearer ${' '.repeat(200_000)}`;
    expect(await processorMilliseconds(() => presentedBearer(['Authorization', hostile]))).toBeLessThan(200);
  });
});
