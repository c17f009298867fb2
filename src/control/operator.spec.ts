import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyCredential } from '../../test/support/credentials.js';
import type { Credential } from '../auth/credential.js';
import { operatorScopes } from '../gateway-protocol/scopes.js';
import { grantedScopes } from './operator.js';

const owner: Credential = { id: 'shared-token', kind: 'token', mayBeOwner: true };
const guest: Credential = { id: 'user:eve', kind: 'trusted-proxy', mayBeOwner: false };

describe('grantedScopes', () => {
  it.each<[readonly string[] | undefined, readonly string[]]>([
    [undefined, operatorScopes],
    [[], []],
    [['operator.read'], ['operator.read']],
    [
      ['operator.admin', 'operator.read'],
      ['operator.admin', 'operator.read'],
    ],
    [['operator.approvals', 'operator.write', 'operator.write'], ['operator.write']],
    [['*'], []],
  ])('the wish %j comes to %j', (wanted, granted) => {
    expect(grantedScopes(owner, wanted)).toEqual(granted);
  });

  it('a credential that cannot be the owner gets nothing, whatever it wishes', () => {
    for (const wanted of [undefined, [], [...operatorScopes]]) expect(grantedScopes(guest, wanted)).toEqual([]);
  });

  it('never more than was wished for, each once', () => {
    const scope = fc.oneof(fc.constantFrom(...operatorScopes), fc.string());
    fc.assert(
      fc.property(fc.array(scope), (wanted) => {
        const granted = grantedScopes(owner, wanted);
        expect(granted.every((each) => wanted.includes(each))).toBe(true);
        expect(new Set(granted).size).toBe(granted.length);
      }),
    );
  });

  it('C6: a key gets no more than its own scopes, of a wish for more as much as there is', () => {
    const key = keyCredential('site');
    expect(grantedScopes(key, undefined)).toEqual(['operator.read', 'operator.write']);
    expect(grantedScopes(key, ['operator.admin', 'operator.read'])).toEqual(['operator.read', 'operator.write']);
    expect(grantedScopes(key, ['operator.read'])).toEqual(['operator.read']);
    expect(grantedScopes({ ...key, scopes: [] }, [...operatorScopes])).toEqual([]);
    expect(grantedScopes({ ...key, mayBeOwner: true }, ['operator.admin'])).not.toContain('operator.admin');
    expect(grantedScopes(keyCredential('ops', { scopes: ['operator.admin'] }), ['operator.write'])).toEqual([
      'operator.write',
    ]);
  });
});
