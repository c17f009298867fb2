import type { Credential } from '../auth/credential.js';
import type { ClientInfo } from '../gateway-protocol/connect-params.js';
import { type OperatorScope, isOperatorScope, operatorScopes } from '../gateway-protocol/scopes.js';

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
  if (!credential.mayBeOwner) return [];
  return wanted === undefined ? [...operatorScopes] : [...new Set(wanted.filter(isOperatorScope))];
}
