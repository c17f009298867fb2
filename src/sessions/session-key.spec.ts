import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { InvalidRequestError } from '../common/gateway-error.js';
import { type SessionKeyRequest, keptSessionKey, keyOfPlace, resolveSessionKey } from './session-key.js';
import { isVisible, namespaceOf } from './session-name.js';
import { headerSessionWords } from './session-words.js';

function request(overrides: Partial<SessionKeyRequest> = {}): SessionKeyRequest {
  return {
    agentId: 'main',
    userKeyMode: 'session',
    isOwner: true,
    ownerByDefault: true,
    fresh: () => 'uuid-1',
    ...overrides,
  };
}

function keyOf(overrides: Partial<SessionKeyRequest>): string {
  return resolveSessionKey(request(overrides)).key;
}

function refusalOf(header: string): InvalidRequestError {
  try {
    resolveSessionKey(request({ header }));
  } catch (error) {
    if (error instanceof InvalidRequestError) return error;
    throw error;
  }
  throw new Error(`${header} was accepted`);
}

const anyUser = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    'a:owner',
    'sha256',
    'sha256:x',
    'A',
    'a',
    '%61',
    '\u00e9',
    'e\u0301',
    '\ud800',
    '\ufffd',
    '\udc00\ud800',
  ),
);

describe('resolveSessionKey', () => {
  it('H1: without header and user the key is fresh', () => {
    expect(resolveSessionKey(request())).toEqual({ key: 'agent:main:openai:uuid-1', kind: 'fresh' });
  });

  it('H2: a user gives a stable key, percent-encoded', () => {
    expect(resolveSessionKey(request({ user: 'Zoë @home:1' }))).toEqual({
      key: 'agent:main:openai-user:Zo%C3%AB%20%40home%3A1',
      kind: 'user',
    });
  });

  it.each(['', ' ', '\t\n', '\u00a0\u2003'])('H2: a blank user %j is stateless', (user) => {
    expect(resolveSessionKey(request({ user }))).toMatchObject({ kind: 'fresh' });
  });

  it('H2: userKey "ignore" makes a user stateless', () => {
    const result = resolveSessionKey(request({ user: 'ann', userKeyMode: 'ignore' }));
    expect(result).toMatchObject({ kind: 'fresh' });
  });

  it('H2: different users never share a key, whatever they and the ownership are', () => {
    const caller = fc.record({ user: anyUser, isOwner: fc.boolean() }).filter(({ user }) => user.trim() !== '');
    fc.assert(
      fc.property(caller, caller, (left, right) => {
        const areSame = left.user === right.user && left.isOwner === right.isOwner;
        expect(keyOf(left) === keyOf(right)).toBe(areSame);
      }),
      { numRuns: 1_000 },
    );
  });

  it('H2: a user of 512 bytes is encoded, one of 513 hashed, and no plain user looks like a hashed one', () => {
    expect(keyOf({ user: 'é'.repeat(256) })).toBe(`agent:main:openai-user:${'%C3%A9'.repeat(256)}`);
    const hashed = keyOf({ user: `${'é'.repeat(256)}a` });
    expect(hashed).toMatch(/^agent:main:openai-user:sha256:[0-9a-f]{64}$/);
    expect(keyOf({ user: hashed.slice('agent:main:openai-user:'.length) })).not.toBe(hashed);
    expect(keyOf({ user: '\ud800'.repeat(300) })).not.toBe(keyOf({ user: '\udbff'.repeat(300) }));
  });

  it('H2: derived keys are printable ASCII, fit for a response header', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        expect(keyOf({ user })).toMatch(/^[\x21-\x7e]+$/);
      }),
    );
  });

  it('H3: an operator reaches any derived key by the header', () => {
    fc.assert(
      fc.property(anyUser, fc.boolean(), (user, isOwner) => {
        const key = keyOf({ user, isOwner });
        expect(keyOf({ header: key })).toBe(key);
      }),
    );
    const longest = keyOf({ user: 'é'.repeat(256), isOwner: false });
    expect(keyOf({ header: longest })).toBe(longest);
  });

  it.each([
    { isOwner: true, ownerByDefault: true, key: 'agent:main:openai-user:ann' },
    { isOwner: false, ownerByDefault: true, key: 'agent:main:openai-user:ann:guest' },
    { isOwner: false, ownerByDefault: false, key: 'agent:main:openai-user:ann' },
    { isOwner: true, ownerByDefault: false, key: 'agent:main:openai-user:ann:owner' },
  ])('H4: owner $isOwner, by default $ownerByDefault: $key', ({ key, ...ownership }) => {
    expect(keyOf({ user: 'ann', ...ownership })).toBe(key);
  });

  it('H3: the header beats the user, also where users are ignored', () => {
    const result = resolveSessionKey(request({ header: 'notes', user: 'ann', userKeyMode: 'ignore' }));
    expect(result).toEqual({ key: 'agent:main:notes', kind: 'explicit' });
  });

  it.each([
    ['notes', 'agent:main:notes'],
    ['agent:main:notes', 'agent:main:notes'],
    ['agent:MAIN:Notes', 'agent:main:Notes'],
    ['AGENT:main:notes', 'agent:main:notes'],
    ['a:b:c', 'agent:main:a:b:c'],
    ['agent', 'agent:main:agent'],
    ['subagent', 'agent:main:subagent'],
    ['x:cron:y', 'agent:main:x:cron:y'],
    ['__proto__', 'agent:main:__proto__'],
    ['x'.repeat(512), `agent:main:${'x'.repeat(512)}`],
  ])('H3: %j is the session %j', (header, key) => {
    expect(keyOf({ header })).toBe(key);
  });

  it.each([
    '',
    ' ',
    'two words',
    'first, second',
    'tab\there',
    'line\r\nx-evil: 1',
    'nul\0',
    'é',
    'x'.repeat(513),
    'agent:beta:notes',
    'agent:mainx:notes',
    'agent::notes',
    'agent:',
    'agent:main',
    'agent:main:',
    'subagent:x',
    'cron:x',
    'acp:x',
    'Cron:x',
    'agent:main:subagent:x',
    'agent:main:ACP:',
  ])('H3: %j is refused with the header as param', (header) => {
    const error = refusalOf(header);
    expect(error).toMatchObject({ status: 400, param: 'x-openclaw-session-key' });
    expect(error.message).toMatch(/^The session key .+\.$/);
  });

  it('errors name the field of whoever asks, and what it can do about another agent', () => {
    const words = { ...headerSessionWords, field: 'key', otherAgent: 'ask another' };
    expect(() => resolveSessionKey(request({ header: 'agent:beta:x', words }))).toThrow(
      expect.objectContaining({
        param: 'key',
        message: 'The session key names another agent than the request; ask another.',
      }),
    );
  });
});

describe('keptSessionKey', () => {
  const keep = (given: string, agentId?: string): string =>
    keptSessionKey({ given, agentId, defaultAgentId: 'main' }, headerSessionWords);

  it.each([
    ['notes', undefined, 'agent:main:notes'],
    ['notes', 'beta', 'agent:beta:notes'],
    ['agent:BETA:Notes', undefined, 'agent:beta:Notes'],
    ['agent:beta:notes', 'beta', 'agent:beta:notes'],
    ['agent:gone:notes', undefined, 'agent:gone:notes'],
    ['subagent:x', undefined, 'agent:main:subagent:x'],
    ['two words', undefined, 'agent:main:two words'],
  ])('%j of the agent %j is kept as %j', (given, agentId, key) => {
    expect(keep(given, agentId)).toBe(key);
  });

  it.each([
    ['agent:beta:notes', 'main'],
    ['agent::notes', 'main'],
    ['agent::notes', undefined],
    ['agent:', undefined],
    ['agent:beta', undefined],
    ['agent:beta:', 'beta'],
    ['', 'main'],
  ])('%j of the agent %j names no session, or two', (given, agentId) => {
    expect(() => keep(given, agentId)).toThrow(InvalidRequestError);
  });

  it('what a run may have is kept under the same key, however it is written', () => {
    const name = fc.stringMatching(/^[!-~]{1,40}$/);
    fc.assert(
      fc.property(name, fc.constantFrom('', 'agent:main:', 'AGENT:Main:'), (text, prefix) => {
        let key: string | undefined;
        try {
          key = keyOf({ header: prefix + text });
        } catch {
          return;
        }
        expect(keep(prefix + text, 'main')).toBe(key);
        expect(keep(key)).toBe(key);
      }),
    );
  });
});

describe('C6: the namespace of a key', () => {
  const place = { agentId: 'main', namespace: 'ann' };

  it('is a part of every key, and is not put there twice', () => {
    expect(keyOf({ namespace: 'ann' })).toBe('agent:main:key:ann:openai:uuid-1');
    expect(keyOf({ namespace: 'ann', user: 'ada' })).toBe('agent:main:key:ann:openai-user:ada');
    for (const header of ['talk', 'agent:main:talk', 'key:ann:talk', 'agent:main:key:ann:talk']) {
      expect(keyOf({ namespace: 'ann', header })).toBe('agent:main:key:ann:talk');
    }
    expect(keyOf({ header: 'agent:main:key:ann:talk' })).toBe('agent:main:key:ann:talk');
  });

  it('no key leads out of it, and no two of them meet', () => {
    const header = fc.oneof(
      fc.stringMatching(/^[\x21-\x7e]{1,20}$/),
      fc.constantFrom('key:bob:talk', 'agent:main:key:bob:talk', 'key:ann', 'key::x', 'KEY:ann:x', 'key:ann-b:x'),
    );
    fc.assert(
      fc.property(header, fc.constantFrom('ann', 'bob', 'ann-b'), (given, namespace) => {
        let key: string;
        try {
          key = keyOf({ namespace, header: given });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequestError);
          return;
        }
        expect([namespaceOf(key), isVisible(key, namespace), isVisible(key, undefined)]).toEqual([
          namespace,
          true,
          true,
        ]);
        for (const other of ['an', 'ann', 'bob', 'ann-b']) expect(isVisible(key, other)).toBe(other === namespace);
      }),
      { numRuns: 2_000 },
    );
  });

  it('H3: reserved names and lengths are those of the name within it', () => {
    for (const header of ['subagent:x', 'key:ann:cron:x', 'agent:main:key:ann:acp:x']) {
      expect(() => resolveSessionKey(request({ namespace: 'ann', header }))).toThrow('reserved');
    }
    const user = keyOf({ namespace: 'ann', user: 'ü'.repeat(250) });
    expect(keyOf({ namespace: 'ann', header: user })).toBe(user);
  });

  it('is where kept sessions and those that the gateway names are', () => {
    expect(keyOfPlace(place, 'response:resp_1')).toBe('agent:main:key:ann:response:resp_1');
    const kept = { given: 'agent:main:key:bob:talk', defaultAgentId: 'main', namespace: 'ann' };
    expect(keptSessionKey(kept, headerSessionWords)).toBe('agent:main:key:ann:key:bob:talk');
    expect(keptSessionKey({ ...kept, namespace: undefined }, headerSessionWords)).toBe('agent:main:key:bob:talk');
  });
});
