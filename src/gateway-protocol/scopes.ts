/** What a connection may do. Each includes those before it: who may change may also read. */
export const operatorScopes = ['operator.read', 'operator.write', 'operator.admin'] as const;
export type OperatorScope = (typeof operatorScopes)[number];

export function isOperatorScope(value: string): value is OperatorScope {
  return (operatorScopes as readonly string[]).includes(value);
}

/** Whether any of the scopes includes `needed`. */
export function hasScope(granted: readonly OperatorScope[], needed: OperatorScope): boolean {
  return granted.some((scope) => operatorScopes.indexOf(scope) >= operatorScopes.indexOf(needed));
}
