import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { secretDigest } from '../../common/secret-digest.js';
import { loadConfiguration } from '../load-configuration.js';

const stateDir = temporaryDirectory();
const secret = 'not-a-real-key-of-a-test';
const token = 'a-token-of-a-test-that-is-shared';
const agents = { list: [{ id: 'main' }, { id: 'front-desk' }] };

const load = (keys: unknown, env = {}) =>
  loadConfiguration({ stateDir, env, text: JSON.stringify({ agents, gateway: { auth: { token, keys } } }) });
const problems = (keys: unknown) => problemsOf(() => load(keys)).map(({ path, found }) => `${path}: ${found}`);

describe('C6: gateway.auth.keys', () => {
  it('is read, with what nobody says left to its default', () => {
    const keys = [
      { id: 'Site', hash: `SHA256:${'AB'.repeat(32)}`, agents: ['Front-Desk'], expiresAt: '2027-01-31', rpm: 5 },
      { id: 'ops', key: '${OPS_KEY}', owner: true, scopes: ['operator.admin'], tools: { deny: ['exec'] } },
    ];
    const { config } = load(keys, { OPS_KEY: secret });
    expect(config.gateway.auth.keys).toMatchObject([
      { id: 'site', hash: `sha256:${'ab'.repeat(32)}`, agents: ['front-desk'], owner: false, rpm: 5 },
      { id: 'ops', key: secret, owner: true, scopes: ['operator.admin'], tools: { deny: ['exec'] } },
    ]);
  });

  it.each<[unknown, string]>([
    [{}, 'gateway.auth.keys: an object'],
    [[{ key: secret }], 'gateway.auth.keys[0].id: nothing'],
    [[{ id: 'a:b', key: secret }], 'gateway.auth.keys[0].id: "a:b"'],
    [[{ id: 'a' }], 'gateway.auth.keys[0]: neither "hash" nor "key"'],
    [[{ id: 'a', key: secret, hash: secretDigest(secret) }], 'gateway.auth.keys[0]: both "hash" and "key"'],
    [[{ id: 'a', hash: 'ab'.repeat(32) }], 'gateway.auth.keys[0].hash: a string of 64 characters'],
    [[{ id: 'a', key: '' }], 'gateway.auth.keys[0].key: a key that is too short'],
    [[{ id: 'a', key: 'short' }], 'gateway.auth.keys[0].key: a key that is too short'],
    [[{ id: 'a', key: token }], 'gateway.auth.keys[0].key: the shared credential'],
    [
      [{ id: 'a', key: secret, agents: ['front-dsk'] }],
      'gateway.auth.keys[0].agents[0]: "front-dsk", which is no agent',
    ],
    [[{ id: 'a', key: secret, owner: 'yes' }], 'gateway.auth.keys[0].owner: "yes"'],
    [[{ id: 'a', key: secret, expiresAt: '31.1.2027' }], 'gateway.auth.keys[0].expiresAt: "31.1.2027"'],
    [[{ id: 'a', key: secret, expiresAt: '2027-02-30' }], 'gateway.auth.keys[0].expiresAt: "2027-02-30"'],
    [[{ id: 'a', key: secret, expiresAt: '2027-01-31T10:00' }], 'gateway.auth.keys[0].expiresAt: "2027-01-31T10:00"'],
    [[{ id: 'a', key: secret, rpm: 0 }], 'gateway.auth.keys[0].rpm: 0'],
    [[{ id: 'a', key: secret, scopes: ['admin'] }], 'gateway.auth.keys[0].scopes[0]: "admin"'],
    [
      [{ id: 'a', key: secret, scopes: ['operator.admin'] }],
      'gateway.auth.keys[0].scopes: "operator.admin" for a key that is not the owner’s',
    ],
    [
      [
        { id: 'a', key: secret },
        { id: 'A', hash: secretDigest('another') },
      ],
      'gateway.auth.keys[1].id: the id of gateway.auth.keys[0]',
    ],
    [
      [
        { id: 'a', key: secret },
        { id: 'b', hash: secretDigest(secret) },
      ],
      'gateway.auth.keys[1].key: the key of gateway.auth.keys[0]',
    ],
    [[{ id: 'a', key: secret, agent: 'main' }], 'gateway.auth.keys[0].agent: an unknown key'],
  ])('A6: refuses %j', (keys, problem) => {
    expect(problems(keys)).toEqual([problem]);
  });

  it('C5: no problem repeats a key', () => {
    const text = JSON.stringify(problemsOf(() => load([{ id: '', key: secret, hash: 5, rpm: 'x' }])));
    expect(text).not.toContain(secret);
  });
});
