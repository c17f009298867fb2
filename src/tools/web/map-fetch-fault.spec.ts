import { describe, expect, it } from '@jest/globals';
import { PageFetchError } from '../pages/page-fetcher.port.js';
import { mapFetchFault } from './map-fetch-fault.js';

describe(mapFetchFault.name, () => {
  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('%s is about the certificate', (code) => {
    const fault = mapFetchFault(Object.assign(new Error('of 10.0.0.1'), { code }));
    expect(fault.message).toBe('The host has no valid certificate or no secure connection.');
  });

  it.each([
    Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:80'), { code: 'ECONNREFUSED' }),
    new AggregateError([new Error('10.0.0.1')]),
    'text',
    undefined,
  ])('G6: other faults tell no address', (error) => {
    expect(mapFetchFault(error).message).toBe('The host cannot be reached or broke off its answer.');
  });

  it('what is said already stays', () => {
    const said = new PageFetchError('The page took longer than 30 seconds.');
    expect(mapFetchFault(said)).toBe(said);
  });
});
