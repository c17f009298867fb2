import { type OperatorScope, operatorScopes } from '../common/operator-scopes.js';

export { type OperatorScope, operatorScopes };

export function isOperatorScope(value: string): value is OperatorScope {
  return (operatorScopes as readonly string[]).includes(value);
}

/** Whether any of the scopes includes `needed`. */
export function hasScope(granted: readonly OperatorScope[], needed: OperatorScope): boolean {
  return granted.some((scope) => operatorScopes.indexOf(scope) >= operatorScopes.indexOf(needed));
}
