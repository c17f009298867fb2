import { ProviderError } from '../provider.errors.js';
import { asArray, asObject, asText } from '../json-value.js';

/**
 * What a failed exchange means. Before the first byte of the answer it is a connection that did not come about, and
 * safe to try again; after it the answer is cut. The address is only in the cause.
 */
export function mapConnectionError(cause: unknown, phase: 'before-first-byte' | 'after-first-byte'): ProviderError {
  if (cause instanceof ProviderError) return cause;
  const code = codeOf(cause);
  if (code === 'UND_ERR_INVALID_ARG') {
    const text = 'The request could not be sent: check apiKey and headers for characters that a header may not hold.';
    return new ProviderError('auth', text, { cause });
  }
  if (phase === 'after-first-byte') {
    return new ProviderError('cut', `The connection to the provider broke in the middle of its answer (${code}).`, {
      cause,
    });
  }
  return new ProviderError('connect', `The provider could not be reached (${code}).`, { cause });
}

/** A failed connection to a name with several addresses is one error that holds one per address. */
function codeOf(cause: unknown): string {
  const error = asObject(cause);
  return asText(error?.code) ?? asText(asObject(asArray(error?.errors)[0])?.code) ?? 'no code';
}
