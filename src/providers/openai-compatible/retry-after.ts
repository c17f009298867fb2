import { parseRetryAfter } from '../retry-policy.js';
import type { ResponseHead } from './upstream-exchange.js';

/** Seconds that the provider asks to wait, or undefined. `retry-after-ms` is finer and wins. */
export function retryAfterSeconds(headers: ResponseHead['headers'], nowMilliseconds: number): number | undefined {
  const milliseconds = single(headers['retry-after-ms']);
  if (milliseconds !== undefined && /^\d{1,12}(\.\d+)?$/.test(milliseconds)) return Number(milliseconds) / 1000;
  return parseRetryAfter(single(headers['retry-after']), nowMilliseconds);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
