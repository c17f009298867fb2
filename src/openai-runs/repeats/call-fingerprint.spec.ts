import { describe, expect, it } from '@jest/globals';
import { fingerprintOf, keyIdOf } from './call-fingerprint.js';

type Asked = Parameters<typeof fingerprintOf>[0];

const credential = { id: 'shared-token', kind: 'token', mayBeOwner: true } as const;
const route = { agentId: undefined, sessionKey: undefined, model: undefined, messageChannel: 'a' };
const asked: Asked = {
  endpoint: 'responses',
  owner: { credential, header: 'absent' },
  route,
  repeat: { key: 'k', retryCount: 0, bodyDigest: () => 'd1' },
};

const others: [string, Partial<Asked>][] = [
  ['credential', { owner: { credential: { ...credential, id: 'user:ada' }, header: 'absent' } }],
  ['claim to be the owner', { owner: { credential, header: 'true' } }],
  ['assertion', { owner: { credential, header: 'absent', assertion: 'valid' } }],
  ['endpoint', { endpoint: 'chat-completions' }],
  ['agent', { route: { ...route, agentId: 'main' } }],
  ['session', { route: { ...route, sessionKey: 's' } }],
  ['same text in another header', { route: { ...route, messageChannel: undefined, sessionKey: 'a' } }],
  ['model', { route: { ...route, model: 'm/x' } }],
  ['channel', { route: { ...route, messageChannel: 'mail' } }],
  ['wish for more than the answer', { includes: { toolCalls: true } }],
  ['body', { repeat: { ...asked.repeat, bodyDigest: () => 'd2' } }],
];

describe(fingerprintOf.name, () => {
  it('K4: is the same however often a call is sent, and under whatever key', () => {
    const again = { ...asked, repeat: { key: undefined, retryCount: 2, bodyDigest: () => 'd1' } };
    expect(fingerprintOf(again)).toBe(fingerprintOf(asked));
  });

  it('K4: is the same whatever becomes of an assertion', () => {
    const [valid, ignored] = (['valid', 'ignored'] as const).map((assertion) => {
      return fingerprintOf({ ...asked, owner: { credential, header: 'absent', assertion } });
    });
    expect(ignored).toBe(valid);
  });

  it.each(others)('K4: tells calls apart by their %s', (_what, other) => {
    expect(fingerprintOf({ ...asked, ...other })).not.toBe(fingerprintOf(asked));
  });
});

describe(keyIdOf.name, () => {
  it('K4: is of one caller and endpoint', () => {
    const user = { credential: { ...credential, id: 'user:ada' }, header: 'absent' } as const;
    const ids = [
      keyIdOf(asked, 'k'),
      keyIdOf(asked, 'l'),
      keyIdOf({ ...asked, endpoint: 'chat-completions' }, 'k'),
      keyIdOf({ ...asked, owner: user }, 'k'),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(keyIdOf({ ...asked, owner: { credential, header: 'true' } }, 'k')).toBe(ids[0]);
  });
});
