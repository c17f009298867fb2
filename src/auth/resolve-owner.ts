import type { Credential } from './credential.js';
import type { OwnerHeader } from './owner-header.js';

/** What a request says about its sender: who they proved to be, and whether they claim to be the owner. */
export interface SenderClaim {
  readonly credential: Credential;
  readonly header: OwnerHeader;
}

/** What decided: the header sent, its absence (`default`), or a credential that can never be the owner's. */
export const ownerReasons = ['header', 'default', 'credential'] as const;
export type OwnerReason = (typeof ownerReasons)[number];

export interface ResolvedOwner {
  readonly isOwner: boolean;
  readonly why: OwnerReason;
  /** For the log and the response header `x-openclaw-warning`; ASCII, and nothing of what the caller sent. */
  readonly warning?: string;
}

const invalidHeaderWarning =
  'x-openclaw-sender-is-owner has to be exactly true or false and sent once; the sender was taken as not the owner';

/** Owner when the credential may be the owner's and the header says `true`, or is absent and the agent is not public. */
export function resolveOwner(sender: SenderClaim, publicMode: boolean): ResolvedOwner {
  switch (sender.header) {
    case 'invalid':
      return { isOwner: false, why: 'header', warning: invalidHeaderWarning };
    case 'false':
      return { isOwner: false, why: 'header' };
    case 'true':
      return sender.credential.mayBeOwner ? { isOwner: true, why: 'header' } : { isOwner: false, why: 'credential' };
    case 'absent':
      if (publicMode) return { isOwner: false, why: 'default' };
      return sender.credential.mayBeOwner ? { isOwner: true, why: 'default' } : { isOwner: false, why: 'credential' };
  }
}
