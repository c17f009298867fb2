import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Credential } from './credential.js';
import { ownerHeader } from './owner-header.js';
import type { OwnerHeader } from './owner-header.js';
import { resolveOwner } from './resolve-owner.js';

const credentialThat = (mayBeOwner: boolean): Credential => ({ id: 'test', kind: 'token', mayBeOwner });

/** The table of who is the owner, and the same for a credential that may not be the owner. */
const table: [agent: 'normal' | 'public', header: OwnerHeader, mayBeOwner: boolean, isOwner: boolean, why: string][] = [
  ['normal', 'absent', true, true, 'default'],
  ['normal', 'true', true, true, 'header'],
  ['normal', 'false', true, false, 'header'],
  ['normal', 'invalid', true, false, 'header'],
  ['public', 'absent', true, false, 'default'],
  ['public', 'true', true, true, 'header'],
  ['public', 'false', true, false, 'header'],
  ['public', 'invalid', true, false, 'header'],
  ['normal', 'absent', false, false, 'credential'],
  ['normal', 'true', false, false, 'credential'],
  ['normal', 'false', false, false, 'header'],
  ['normal', 'invalid', false, false, 'header'],
  ['public', 'absent', false, false, 'default'],
  ['public', 'true', false, false, 'credential'],
  ['public', 'false', false, false, 'header'],
  ['public', 'invalid', false, false, 'header'],
];

describe('resolveOwner', () => {
  it.each(table)('F1: %s agent, header %s, credential may be owner %s: owner %s by %s', (...row) => {
    const [agent, header, mayBeOwner, isOwner, why] = row;
    const resolved = resolveOwner({ credential: credentialThat(mayBeOwner), header }, agent === 'public');
    expect(resolved).toMatchObject({ isOwner, why });
    const isUseless = header === 'true' && !mayBeOwner;
    expect(resolved.warning === undefined).toBe(header !== 'invalid' && !isUseless);
    expect(resolved.warning?.includes('says that its sender is the owner') ?? false).toBe(isUseless);
  });

  const asserted: [
    agent: 'normal' | 'public',
    header: OwnerHeader,
    mayBeOwner: boolean,
    isOwner: boolean,
    why: string,
  ][] = [
    ['normal', 'absent', false, true, 'assertion'],
    ['normal', 'true', false, true, 'assertion'],
    ['normal', 'false', false, false, 'header'],
    ['normal', 'invalid', false, false, 'header'],
    ['public', 'absent', false, true, 'assertion'],
    ['public', 'true', false, true, 'assertion'],
    ['public', 'false', false, false, 'header'],
    ['public', 'invalid', false, false, 'header'],
    ['normal', 'absent', true, true, 'assertion'],
    ['public', 'absent', true, true, 'assertion'],
    ['public', 'true', true, true, 'header'],
    ['public', 'false', true, false, 'header'],
  ];

  it.each(asserted)(
    'C6: with a valid assertion: %s agent, header %s, credential may be owner %s: owner %s by %s',
    (agent, header, mayBeOwner, isOwner, why) => {
      const sender = { credential: credentialThat(mayBeOwner), header, assertion: 'valid' as const };
      expect(resolveOwner(sender, agent === 'public')).toMatchObject({ isOwner, why });
    },
  );

  it.each(table)(
    'C6: an assertion that is switched off changes nothing and is told: %s agent, header %s, may be owner %s',
    (agent, header, mayBeOwner, isOwner, why) => {
      const sender = { credential: credentialThat(mayBeOwner), header, assertion: 'ignored' as const };
      const resolved = resolveOwner(sender, agent === 'public');
      expect(resolved).toMatchObject({ isOwner, why });
      expect(resolved.warning).toContain('gateway.auth.ownerAssertion is not set');
      expect(resolved.warning?.includes('exactly true or false')).toBe(header === 'invalid');
      expect(resolved.warning).toMatch(/^[\x20-\x7e]+$/);
    },
  );

  it.each<[OwnerHeader, boolean]>([
    ['invalid', true],
    ['true', false],
  ])('F2: the warning of %s can be sent as a header', (header, mayBeOwner) => {
    const { warning } = resolveOwner({ credential: credentialThat(mayBeOwner), header }, false);
    expect(warning).toMatch(/^[\x20-\x7e]+$/);
  });

  it('F1: for any header lines, owner means a willing credential and either a plain true or silence before a normal agent', () => {
    const value = fc.oneof(
      fc.constantFrom('true', 'TRUE', ' true\t', 'false', 'False', '1', 'yes', '', '"true"', 'true,true', 'ｔｒｕｅ'),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), fc.boolean(), fc.boolean(), (values, mayBeOwner, publicMode) => {
        const rawHeaders = values.flatMap((text) => ['X-OpenClaw-Sender-Is-Owner', text]);
        const sender = { credential: credentialThat(mayBeOwner), header: ownerHeader(rawHeaders) };
        const saysTrue = values.length === 1 && values[0].replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase() === 'true';
        const isOwner = mayBeOwner && (saysTrue || (values.length === 0 && !publicMode));
        expect(resolveOwner(sender, publicMode).isOwner).toBe(isOwner);
      }),
    );
  });
});
