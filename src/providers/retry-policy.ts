import type { ProviderError } from './provider.errors.js';

const firstDelayMilliseconds = 500;
const longestDelayMilliseconds = 8_000;
/** A provider that asks for a longer pause is given up on, so that a fallback model or the client can take over. */
const longestRetryAfterSeconds = 30;

/**
 * Whether a call that failed before its first byte may be tried again. A timeout is not: its time is spent, and a
 * fallback model is the better next try.
 */
export function isRetryable(error: ProviderError): boolean {
  switch (error.kind) {
    case 'connect':
    case 'rate-limited':
    case 'upstream':
      return (error.retryAfterSeconds ?? 0) <= longestRetryAfterSeconds;
    case 'cut':
    case 'timeout':
    case 'auth':
    case 'rejected':
    case 'aborted':
    case 'withheld':
      return false;
  }
}

/**
 * Milliseconds to wait before retry number `attempt` (0 for the first): doubling, with the upper half of each delay
 * random (`fraction` in [0, 1)), and never less than the provider asked for.
 */
export function retryDelayMilliseconds(attempt: number, error: ProviderError, fraction: number): number {
  const ceiling = Math.min(firstDelayMilliseconds * 2 ** attempt, longestDelayMilliseconds);
  const jittered = (ceiling / 2) * (1 + fraction);
  return Math.round(Math.max(jittered, (error.retryAfterSeconds ?? 0) * 1000));
}

/** Seconds asked for by a `Retry-After` value (seconds or an HTTP date), or undefined where it says nothing usable. */
export function parseRetryAfter(value: string | null | undefined, nowMilliseconds: number): number | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) || !/[a-z]/i.test(text) ? undefined : Math.max(0, (date - nowMilliseconds) / 1000);
}
