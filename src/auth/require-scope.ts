import type { OperatorScope } from '../common/operator-scopes.js';
import { hasScope } from '../gateway-protocol/scopes.js';
import { ScopeMissingError } from './auth.errors.js';
import type { Credential } from './credential.js';

/** A key may do over HTTP what its scopes let it do on the WebSocket of operators; other credentials have none to look at. */
export function requireScope({ scopes }: Pick<Credential, 'scopes'>, needed: OperatorScope): void {
  if (scopes && !hasScope(scopes, needed)) throw new ScopeMissingError(needed);
}
