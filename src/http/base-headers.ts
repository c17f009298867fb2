import { answerHeaderNames } from './answer-header-names.js';

/**
 * What every answer carries, whoever makes it. A streamed answer puts its own `Cache-Control` over the one given here. No answer
 * is a page, so a browser that opens one loads nothing, and no page frames or embeds one.
 */
export function baseHeaders(requestId: string): Record<string, string> {
  return {
    [answerHeaderNames.requestId]: requestId,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
