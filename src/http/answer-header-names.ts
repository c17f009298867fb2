/**
 * The headers of an answer that tell a client about it, besides those that every HTTP answer has. Web pages of allowed
 * origins may read all of them.
 */
export const answerHeaderNames = {
  requestId: 'x-request-id',
  agentId: 'x-openclaw-agent-id',
  sessionKey: 'x-openclaw-session-key',
  runId: 'x-openclaw-run-id',
  ignoredFields: 'x-openclaw-ignored-fields',
  warning: 'x-openclaw-warning',
  replay: 'x-openclaw-idempotent-replay',
  processingTime: 'openai-processing-ms',
  retryAfter: 'Retry-After',
  retryAfterMilliseconds: 'retry-after-ms',
  limitRequests: 'x-ratelimit-limit-requests',
  remainingRequests: 'x-ratelimit-remaining-requests',
  resetRequests: 'x-ratelimit-reset-requests',
  limitTokens: 'x-ratelimit-limit-tokens',
  remainingTokens: 'x-ratelimit-remaining-tokens',
  resetTokens: 'x-ratelimit-reset-tokens',
  shouldRetry: 'x-should-retry',
} as const;
