/**
 * What went wrong with an upstream call:
 * `connect` no connection could be made · `timeout` no first byte, silence, or too long in all · `rate-limited` 429 ·
 * `auth` the provider refused the credential · `rejected` the provider refused the request (another 4xx) ·
 * `upstream` 5xx, or an answer that is no answer · `cut` the answer broke off · `aborted` the run was aborted ·
 * `withheld` the gateway did not send the request, because of what was in it.
 */
export type ProviderErrorKind =
  'connect' | 'timeout' | 'rate-limited' | 'auth' | 'rejected' | 'upstream' | 'cut' | 'aborted' | 'withheld';

/** Failures of a request that the provider did not work on. */
const beforeWork: ReadonlySet<ProviderErrorKind> = new Set(['connect', 'rate-limited', 'auth', 'rejected', 'withheld']);

/** A failed upstream call. `message` is for the log and for owners; it may hold the provider's own words. */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  /** The provider's HTTP status, where there was one. */
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The provider's own error message, where it sent one. */
  readonly providerMessage: string | undefined;

  constructor(
    kind: ProviderErrorKind,
    message: string,
    options: { status?: number; retryAfterSeconds?: number; providerMessage?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.kind = kind;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.providerMessage = options.providerMessage;
  }
}

/** Whether the call failed before the provider worked on it, so that it has used no tokens. */
export function hasUsedNothing(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false;
  return beforeWork.has(error.kind) || (error.kind === 'upstream' && (error.status ?? 0) >= 500);
}
