import { type KeyObject, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConnectParams, DeviceIdentity } from '../gateway-protocol/connect-params.js';
import { deviceProblem, deviceSignatureText } from './device-signature.js';

const nonce = 'the-nonce';
const params: ConnectParams = {
  minProtocol: 4,
  maxProtocol: 4,
  client: { id: 'openclaw-tui', version: '1', platform: 'Linux', deviceFamily: 'DeskTop', mode: 'ui' },
  role: 'operator',
  scopes: ['operator.admin', 'operator.read'],
  auth: { token: 'test-token' },
};

const { publicKey, privateKey } = generateKeyPairSync('ed25519');

function identity(key: KeyObject = publicKey): DeviceIdentity {
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = createHash('sha256').update(raw).digest('hex');
  return { id, publicKey: raw.toString('base64url'), signature: '', signedAt: 1_700_000_000_000, nonce };
}

function signed(version: 'v2' | 'v3' = 'v3', given = params): DeviceIdentity {
  const device = identity();
  const text = deviceSignatureText(device, given, version);
  return { ...device, signature: sign(null, Buffer.from(text), privateKey).toString('base64url') };
}

describe('deviceSignatureText', () => {
  it('is what clients of the protocol sign, in both versions', () => {
    const device = { ...identity(), id: 'abc' };
    const common = 'abc|openclaw-tui|ui|operator|operator.admin,operator.read|1700000000000|test-token|the-nonce';
    expect(deviceSignatureText(device, params, 'v3')).toBe(`v3|${common}|linux|desktop`);
    expect(deviceSignatureText(device, params, 'v2')).toBe(`v2|${common}`);
  });

  it('leaves what is not there empty', () => {
    const client = { id: 'cli', version: '1', platform: 'x', mode: 'cli' };
    const device = { ...identity(), id: 'abc' };
    expect(deviceSignatureText(device, { minProtocol: 4, maxProtocol: 4, client }, 'v3')).toBe(
      'v3|abc|cli|cli|||1700000000000||the-nonce|x|',
    );
  });
});

describe('deviceProblem', () => {
  it.each(['v2', 'v3'] as const)('finds none with a signature of version %s', (version) => {
    expect(deviceProblem(signed(version), params, nonce)).toBeUndefined();
  });

  it('takes an id in capitals, as it was signed', () => {
    const device = identity();
    const loud = { ...device, id: device.id.toUpperCase() };
    const signature = sign(null, Buffer.from(deviceSignatureText(loud, params, 'v3')), privateKey).toString(
      'base64url',
    );
    expect(deviceProblem({ ...loud, signature }, params, nonce)).toBeUndefined();
    expect(deviceProblem({ ...device, signature }, params, nonce)).toBe('device-signature');
  });

  it.each<[string, Partial<DeviceIdentity>, string]>([
    ['another nonce', { nonce: 'other' }, 'device-nonce-mismatch'],
    ['an id of another key', { id: '0'.repeat(64) }, 'device-id-mismatch'],
    ['a key that is too short', { publicKey: 'AAAA' }, 'device-public-key'],
    ['no signature', { signature: '' }, 'device-signature'],
    ['another time', { signedAt: 1 }, 'device-signature'],
  ])('%s', (_name, change, problem) => {
    expect(deviceProblem({ ...signed(), ...change }, params, nonce)).toBe(problem);
  });

  it.each<[string, Partial<ConnectParams>]>([
    ['more scopes', { scopes: ['operator.admin', 'operator.read', 'operator.write'] }],
    ['another token', { auth: { token: 'other' } }],
    ['another program', { client: { ...params.client, id: 'cli' } }],
    ['another platform', { client: { ...params.client, platform: 'darwin' } }],
  ])('a signature does not hold for %s', (_name, change) => {
    expect(deviceProblem(signed(), { ...params, ...change }, nonce)).toBe('device-signature');
  });

  it('never throws, and believes nothing that was not signed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 100 });
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((raw) => {
      const id = createHash('sha256').update(raw).digest('hex');
      return { id, publicKey: Buffer.from(raw).toString('base64url') };
    });
    const keys = fc.oneof(fc.record({ id: text, publicKey: text }), bytes);
    fc.assert(
      fc.property(keys, text, fc.nat(), (key, signature, signedAt) => {
        expect(deviceProblem({ ...key, signature, signedAt, nonce }, params, nonce)).toBeDefined();
      }),
    );
  });
});
