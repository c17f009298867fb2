import { ProviderError } from './provider.errors.js';

/** How a call ends whose run was aborted. */
export function abortedError(signal: AbortSignal): ProviderError {
  return new ProviderError('aborted', 'The run was aborted.', { cause: signal.reason });
}

/** How a call ends whose caller has left its iterator; nobody but a log sees it. */
export function abandonedError(): ProviderError {
  return new ProviderError('aborted', 'The caller no longer reads the answer.');
}
