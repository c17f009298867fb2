import { describe, expect, it } from '@jest/globals';
import { hasScope, isOperatorScope, operatorScopes } from './scopes.js';

describe('hasScope', () => {
  it('each scope includes those before it, and none after it', () => {
    for (const [has, granted] of operatorScopes.entries()) {
      for (const [needs, needed] of operatorScopes.entries()) expect(hasScope([granted], needed)).toBe(has >= needs);
    }
  });

  it('nothing includes nothing, and one of several is enough', () => {
    expect(hasScope([], 'operator.read')).toBe(false);
    expect(hasScope(['operator.read', 'operator.admin'], 'operator.write')).toBe(true);
  });
});

describe('isOperatorScope', () => {
  it.each(['', 'operator', 'operator.approvals', 'operator.READ', 'OPERATOR.READ', '*', '__proto__', '0'])(
    '%j is none',
    (name) => {
      expect(isOperatorScope(name)).toBe(false);
    },
  );

  it('knows its own', () => {
    expect(operatorScopes.every(isOperatorScope)).toBe(true);
  });
});
