import type { Credential } from '../auth/credential.js';
import type { ClientInfo } from '../gateway-protocol/connect-params.js';
import { type OperatorScope, hasScope, isOperatorScope, operatorScopes } from '../gateway-protocol/scopes.js';

/** Whoever is connected to the gateway, over the network or within the process. */
export interface Operator {
  readonly connectionId: string;
  readonly credential: Credential;
  readonly scopes: readonly OperatorScope[];
  readonly client: ClientInfo;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
}

/**
 * What a credential allows; what the client asks for can only narrow it. Without a wish it gets everything, and a wish for what
 * is no scope here comes to nothing.
 */
export function grantedScopes(credential: Credential, wanted: readonly string[] | undefined): OperatorScope[] {
  const most = credential.scopes ?? (credential.mayBeOwner ? operatorScopes : []);
  if (wanted === undefined) return [...most];
  return [...new Set(wanted.filter(isOperatorScope).flatMap((scope) => withinScopes(scope, most)))];
}

/** The scope, or as much of it as there is: whoever asks to change all wants to read too. */
function withinScopes(scope: OperatorScope, most: readonly OperatorScope[]): readonly OperatorScope[] {
  return hasScope(most, scope) ? [scope] : most;
}
