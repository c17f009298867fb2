import { requestHeaderNames } from '../http/request-header-names.js';
import type { Credential } from './credential.js';
import type { OwnerHeader } from './owner-header.js';

/** What a request says about its sender: who they proved to be, and whether they claim to be the owner. */
export interface SenderClaim {
  readonly credential: Credential;
  readonly header: OwnerHeader;
  /** Whether the request vouches for being the owner's by a signature; `ignored` where that is switched off. */
  readonly assertion?: 'valid' | 'ignored' | undefined;
}

/** What decided: the header sent, its absence (`default`), a credential that can never be the owner's, or a signature. */
export const ownerReasons = ['header', 'default', 'credential', 'assertion'] as const;
export type OwnerReason = (typeof ownerReasons)[number];

export interface ResolvedOwner {
  readonly isOwner: boolean;
  readonly why: OwnerReason;
  /** For the log and the response header `x-openclaw-warning`; ASCII, and nothing of what the caller sent. */
  readonly warning?: string;
}

const { senderIsOwner, ownerAssertion } = requestHeaderNames;
const invalidHeaderWarning = `${senderIsOwner} has to be exactly true or false and sent once; the sender was taken as not the owner`;
const uselessClaimWarning =
  'the request says that its sender is the owner, which has no effect: this credential may not be the owner; the operator can ' +
  'make a key that may';
const ignoredAssertionWarning = `${ownerAssertion} has no effect, because gateway.auth.ownerAssertion is not set`;

/**
 * Owner when the credential may be the owner's and the header says `true`, or is absent and the agent is not public; and when the
 * request vouches for it, unless the header speaks against it.
 */
export function resolveOwner(sender: SenderClaim, publicMode: boolean): ResolvedOwner {
  const decided = decide(sender, publicMode);
  const warnings = [
    ...(sender.header === 'invalid' ? [invalidHeaderWarning] : []),
    ...(sender.header === 'true' && decided.why === 'credential' ? [uselessClaimWarning] : []),
    ...(sender.assertion === 'ignored' ? [ignoredAssertionWarning] : []),
  ];
  return warnings.length === 0 ? decided : { ...decided, warning: warnings.join('; ') };
}

function decide({ credential, header, assertion }: SenderClaim, publicMode: boolean): ResolvedOwner {
  const isAsserted = assertion === 'valid';
  switch (header) {
    case 'invalid':
    case 'false':
      return { isOwner: false, why: 'header' };
    case 'true':
      if (credential.mayBeOwner) return { isOwner: true, why: 'header' };
      return isAsserted ? { isOwner: true, why: 'assertion' } : { isOwner: false, why: 'credential' };
    case 'absent':
      if (isAsserted) return { isOwner: true, why: 'assertion' };
      if (publicMode) return { isOwner: false, why: 'default' };
      return credential.mayBeOwner ? { isOwner: true, why: 'default' } : { isOwner: false, why: 'credential' };
  }
}
