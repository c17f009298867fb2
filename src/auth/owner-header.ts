import { requestHeaderNames } from '../http/request-header-names.js';
import { headerValues } from './raw-headers.js';

/** What the caller says about itself in `x-openclaw-sender-is-owner`. */
export type OwnerHeader = 'true' | 'false' | 'absent' | 'invalid';

/** What the header would say where the claim comes in another way; undefined is no claim. */
export function ownerClaim(isOwner: boolean | undefined): OwnerHeader {
  if (isOwner === undefined) return 'absent';
  return isOwner ? 'true' : 'false';
}

/**
 * Read from the raw headers, because node joins repeated ones. `true` and `false` in any ASCII case with blanks around
 * them; everything else that is sent, and anything sent twice, is `invalid`.
 */
export function ownerHeader(rawHeaders: readonly string[]): OwnerHeader {
  const values = headerValues(rawHeaders, requestHeaderNames.senderIsOwner);
  const only = values.at(0);
  if (only === undefined) return 'absent';
  if (values.length > 1) return 'invalid';
  if (/^[ \t]*true[ \t]*$/i.test(only)) return 'true';
  return /^[ \t]*false[ \t]*$/i.test(only) ? 'false' : 'invalid';
}
