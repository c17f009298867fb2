import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { fixed } from '../../test/support/fixed.js';
import { connectParams } from '../../test/support/ws-client.js';
import { AuthLockedOutError, UnauthorizedError } from '../auth/auth.errors.js';
import type { PresentedCredential } from '../auth/bearer.js';
import type { Credential } from '../auth/credential.js';
import type { EffectiveAuth } from '../config/auth-credentials.js';
import { operatorScopes } from '../gateway-protocol/scopes.js';
import { Handshake } from './handshake.service.js';

interface Attempt {
  presented: PresentedCredential;
}

const owner: Credential = { id: 'shared-token', kind: 'token', mayBeOwner: true };
const origin = { rawHeaders: [], peer: '127.0.0.1', nonce: 'nonce' };
const client = { id: 'cli', version: '1.0.0', platform: 'linux', mode: 'cli' };

describe(Handshake.name, () => {
  const authenticate = jest.fn<(attempt: Attempt) => Promise<Credential>>();
  const clock = new FakeClock();

  beforeEach(() => {
    authenticate.mockReset().mockResolvedValue(owner);
  });

  const make = (auth: EffectiveAuth = { mode: 'token', secret: 'right', source: 'config' }): Handshake =>
    Reflect.construct(Handshake, [{ authenticate }, fixed(auth), clock, new FakeIds()]);
  const connect = (overrides: Record<string, unknown> = {}, sut = make()) =>
    sut.connect({ type: 'req', id: '1', method: 'connect', params: connectParams(overrides) }, origin);
  const presented = (): unknown => authenticate.mock.calls.at(-1)?.[0].presented;

  it('lets a client in as what it says it is, with every scope that its credential allows', async () => {
    expect(await connect()).toEqual({
      connectionId: expect.any(String),
      credential: owner,
      scopes: operatorScopes,
      client,
      connectedAt: clock.now(),
    });
  });

  it('gives no more scopes than are asked for, and none to whoever may not be the owner', async () => {
    expect((await connect({ scopes: ['operator.read', 'nosuch'] })).scopes).toEqual(['operator.read']);
    authenticate.mockResolvedValue({ ...owner, mayBeOwner: false });
    expect((await connect()).scopes).toEqual([]);
  });

  it.each<[string, object | null, PresentedCredential]>([
    ['the token', { token: 't' }, { kind: 'bearer', value: 't' }],
    ['a password in its place', { password: 'p' }, { kind: 'bearer', value: 'p' }],
    ['the token of both', { token: 't', password: 'p' }, { kind: 'bearer', value: 't' }],
    ['the other one where it is empty', { token: '', password: 'p' }, { kind: 'bearer', value: 'p' }],
    ['nothing', {}, { kind: 'none' }],
    ['nothing at all', null, { kind: 'none' }],
  ])('presents %s', async (_name, auth, expected) => {
    await connect({ auth });
    expect(presented()).toEqual(expected);
  });

  it('presents the password of both where the gateway asks for one', async () => {
    await connect({ auth: { token: 't', password: 'p' } }, make({ mode: 'password', secret: 'p', source: 'config' }));
    expect(presented()).toEqual({ kind: 'bearer', value: 'p' });
  });

  it('hears nothing before connect', async () => {
    const early = make().connect({ type: 'req', id: '1', method: 'health' }, origin);
    await expect(early).rejects.toMatchObject({
      shape: { code: 'INVALID_REQUEST', message: 'invalid handshake: first request must be connect' },
      closeCode: 1008,
    });
    expect(authenticate).not.toHaveBeenCalled();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a program that is not known', { client: { ...client, id: 'nosuch' } }, 'at /client/id: must be equal to'],
    ['a version that is no number', { minProtocol: '4' }, 'at /minProtocol: must be integer'],
    ['another role', { role: 'node' }, 'at /role: must be equal to "operator"'],
  ])('refuses %s before it looks at the credential', async (_name, overrides, problem) => {
    await expect(connect(overrides)).rejects.toThrow(`invalid connect params: ${problem}`);
    expect(authenticate).not.toHaveBeenCalled();
  });

  it.each([
    [3, 3, 'cli', false],
    [5, 6, 'cli', false],
    [5, 4, 'cli', false],
    [3, 4, 'cli', true],
    [4, 9, 'cli', true],
    [3, 3, 'probe', true],
    [2, 2, 'probe', false],
  ])('versions %s to %s of a client in mode %s: %s', async (minProtocol, maxProtocol, mode, isIn) => {
    const connecting = connect({ minProtocol, maxProtocol, client: { ...client, mode } });
    if (isIn) expect((await connecting).client.mode).toBe(mode);
    else {
      await expect(connecting).rejects.toMatchObject({
        shape: { message: 'protocol mismatch', details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 4 } },
        closeCode: 1002,
      });
    }
  });

  it.each([
    ['missing', 'NOT_PAIRED', 'DEVICE_IDENTITY_REQUIRED'],
    ['wrong', 'INVALID_REQUEST', 'AUTH_TOKEN_MISMATCH'],
    ['expired', 'INVALID_REQUEST', 'AUTH_KEY_EXPIRED'],
    ['revoked', 'INVALID_REQUEST', 'AUTH_KEY_REVOKED'],
    ['not-admitted', 'INVALID_REQUEST', 'AUTH_VERIFIED_USER_REQUIRED'],
  ] as const)('says in the words of the protocol that a credential is %s', async (reason, code, detail) => {
    authenticate.mockRejectedValue(new UnauthorizedError(reason));
    await expect(connect()).rejects.toMatchObject({ shape: { code, details: { code: detail } }, closeCode: 1008 });
  });

  it('says how long to wait after too many wrong ones', async () => {
    authenticate.mockRejectedValue(new AuthLockedOutError(30));
    await expect(connect()).rejects.toMatchObject({ shape: { code: 'AUTH_RATE_LIMITED', retryAfterMs: 30_000 } });
  });

  it('a failure of the gateway stays what it is', async () => {
    authenticate.mockRejectedValue(new Error('broken'));
    await expect(connect()).rejects.toThrow('broken');
  });

  it('looks at a device only after the credential, and does not believe one that is not what it says', async () => {
    const device = { id: 'x', publicKey: 'x', signature: 'x', signedAt: 1, nonce: 'nonce' };
    const details = { code: 'DEVICE_AUTH_PUBLIC_KEY_INVALID', reason: 'device-public-key' };
    await expect(connect({ device })).rejects.toMatchObject({ shape: { details }, closeCode: 1008 });
    authenticate.mockRejectedValue(new UnauthorizedError('wrong'));
    await expect(connect({ device })).rejects.toMatchObject({ shape: { details: { code: 'AUTH_TOKEN_MISMATCH' } } });
  });

  it('makes another nonce for each connection', () => {
    const sut = make();
    expect(sut.nonce()).not.toBe(sut.nonce());
  });
});
