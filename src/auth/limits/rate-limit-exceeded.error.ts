import { GatewayError } from '../../common/gateway-error.js';
import { answerHeaderNames } from '../../http/answer-header-names.js';
import { type Allowance, type Allowances, type LimitKind, limitKinds } from './allowance.js';
import { toLimitHeaders } from './to-limit-headers.js';
import { toResetText } from './to-reset-text.js';

/** 429: the key has used what it may within a minute. It is worth trying again when there is some of every limit. */
export class RateLimitExceededError extends GatewayError {
  constructor(allowances: Allowances) {
    const [kind, { limit, waitMilliseconds }] = longestWait(allowances);
    const milliseconds = Math.max(1, Math.ceil(waitMilliseconds));
    super(
      `This key may use ${limit} ${kind} per minute, and has. Try again in ${toResetText(milliseconds)}, or have the ` +
        'operator of this gateway raise its limit with `openclaw token update`.',
      {
        status: 429,
        type: kind,
        code: 'rate_limit_exceeded',
        retryAfterSeconds: milliseconds / 1000,
        headers: { ...toLimitHeaders(allowances), [answerHeaderNames.retryAfterMilliseconds]: String(milliseconds) },
      },
    );
  }
}

const none: Allowance = { limit: 0, remaining: 0, resetMilliseconds: 0, waitMilliseconds: 0 };

function longestWait(allowances: Allowances): [LimitKind, Allowance] {
  const waits = limitKinds.map((kind): [LimitKind, Allowance] => [kind, allowances[kind] ?? none]);
  return waits.reduce((longest, next) => (next[1].waitMilliseconds > longest[1].waitMilliseconds ? next : longest));
}
