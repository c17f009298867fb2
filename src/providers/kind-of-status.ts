import type { ProviderErrorKind } from './provider.errors.js';

/** What a status, or a status-like code inside an answer, means. 408 and 409 pass, so they count with the 5xx. */
export function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 409) return 'upstream';
  return status >= 400 && status < 500 ? 'rejected' : 'upstream';
}
