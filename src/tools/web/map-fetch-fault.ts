import { PageFetchError } from '../pages/page-fetcher.port.js';

/** Faults of the network in words that name no address. What is already said so stays. */
export function mapFetchFault(error: unknown): PageFetchError {
  if (error instanceof PageFetchError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (/CERT|SIGNATURE|TLS|SSL/.test(code)) {
    return new PageFetchError('The host has no valid certificate or no secure connection.', { cause: error });
  }
  return new PageFetchError('The host cannot be reached or broke off its answer.', { cause: error });
}
