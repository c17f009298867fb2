import { GatewayError } from '../../common/gateway-error.js';
import { requestHeaderNames } from '../../http/request-header-names.js';

const { ownerAssertion: header } = requestHeaderNames;

/**
 * Why an assertion is not taken: it cannot be read · its signature is not that of this request · it is too old, or of the future ·
 * it was used before · the body is another one · no more can be remembered just now. Whoever cannot sign learns of the first two
 * only.
 */
export type AssertionFault = 'malformed' | 'wrong' | 'stale' | 'replayed' | 'body' | 'full';

const texts: Record<AssertionFault, string> = {
  malformed: `The header ${header} cannot be read. Send it once, as "v1;key=…;time=…;nonce=…;body=…;sig=…".`,
  wrong: `The header ${header} does not vouch for this request. Sign its method, its path with the query, its body and its key with the secret of this gateway.`,
  stale: `The header ${header} is not of this moment. Sign each request when it is sent, and set the clock of the sender right.`,
  replayed: `The header ${header} was used before. Sign each request anew, with another nonce, also one that is sent again.`,
  body: `The body of this request is not the one that the header ${header} vouches for. Sign the bytes that are sent.`,
  full: `The gateway cannot remember any more requests with ${header} just now. Try again later, signed anew.`,
};

/** How soon some of what is remembered may be forgotten. */
const secondsWhileFull = 10;

/** 403, or 503 where the gateway would have to forget what it has seen. */
export class OwnerAssertionError extends GatewayError {
  constructor(readonly fault: AssertionFault) {
    super(
      texts[fault],
      fault === 'full'
        ? {
            status: 503,
            type: 'server_error',
            code: 'owner_assertions_full',
            param: header,
            retryAfterSeconds: secondsWhileFull,
            retryable: false,
          }
        : { status: 403, type: 'permission_error', code: 'owner_assertion_invalid', param: header },
    );
  }
}
