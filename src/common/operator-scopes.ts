/** What a connection may do. Each includes those before it: who may change may also read. */
export const operatorScopes = ['operator.read', 'operator.write', 'operator.admin'] as const;
export type OperatorScope = (typeof operatorScopes)[number];
