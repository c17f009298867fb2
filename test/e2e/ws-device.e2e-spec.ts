import { type KeyObject, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testToken } from '../support/create-test-app.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.close());

const scopes = ['operator.read', 'operator.write'];
const program = { id: 'openclaw-tui', version: '1.0.0', platform: 'Linux', deviceFamily: 'Desktop', mode: 'ui' };

interface Device {
  id: string;
  publicKey: string;
  key: KeyObject;
}

function newDevice(): Device {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = createHash('sha256').update(raw).digest('hex');
  return { id, publicKey: raw.toString('base64url'), key: privateKey };
}

/** Connects as a terminal does that signs, with what a test changes between signing and sending. */
async function connectSigned(
  { version = 'v3', token = testToken }: { version?: string; token?: string } = {},
  tamper: (device: Record<string, unknown>) => object = () => ({}),
) {
  const { id, publicKey, key } = newDevice();
  const client = await WsClient.open(gateway);
  const { nonce, ts: signedAt } = await client.challenge();
  const family = version === 'v3' ? ['linux', 'desktop'] : [];
  const parts = [
    version,
    id,
    program.id,
    program.mode,
    'operator',
    scopes.join(','),
    signedAt,
    token,
    nonce,
    ...family,
  ];
  const signature = sign(null, Buffer.from(parts.join('|')), key).toString('base64url');
  const device = { id, publicKey, signature, signedAt, nonce };
  const answer = await client.sayHello({
    client: program,
    role: 'operator',
    scopes,
    auth: { token },
    device: { ...device, ...tamper(device) },
  });
  return { answer, client };
}

const bytes = (length: number): string => Buffer.alloc(length, 7).toString('base64url');

describe('a device that signs', () => {
  it.each(['v3', 'v2'])('is let in with a signature of form %s', async (version) => {
    const { answer } = await connectSigned({ version });
    expect(answer.payload).toMatchObject({ type: 'hello-ok', auth: { scopes } });
  });

  it('a terminal that signs nothing is let in by the shared token alone', async () => {
    const client = await WsClient.open(gateway);
    expect((await client.sayHello({ client: program, scopes })).payload.auth.scopes).toEqual(scopes);
  });

  it.each<[string, (device: Record<string, unknown>) => object, string, string, string]>([
    ['no signature', () => ({ signature: bytes(64) }), 'SIGNATURE_INVALID', 'device-signature', 'signature invalid'],
    ['a short one', () => ({ signature: bytes(8) }), 'SIGNATURE_INVALID', 'device-signature', 'signature invalid'],
    ['another time', () => ({ signedAt: 1 }), 'SIGNATURE_INVALID', 'device-signature', 'signature invalid'],
    ['another nonce', () => ({ nonce: 'another' }), 'NONCE_MISMATCH', 'device-nonce-mismatch', 'nonce mismatch'],
    ['another id', () => ({ id: 'f'.repeat(64) }), 'DEVICE_ID_MISMATCH', 'device-id-mismatch', 'identity mismatch'],
    [
      'another key',
      () => ({ publicKey: newDevice().publicKey }),
      'DEVICE_ID_MISMATCH',
      'device-id-mismatch',
      'identity',
    ],
    ['half a key', () => ({ publicKey: bytes(16) }), 'PUBLIC_KEY_INVALID', 'device-public-key', 'public key invalid'],
    ['no key', () => ({ publicKey: '!!!' }), 'PUBLIC_KEY_INVALID', 'device-public-key', 'public key invalid'],
    [
      'a key that is no point of the curve',
      () => ({ publicKey: bytes(32), id: createHash('sha256').update(Buffer.alloc(32, 7)).digest('hex') }),
      'SIGNATURE_INVALID',
      'device-signature',
      'signature invalid',
    ],
  ])('with %s it is refused, although the token is right', async (_name, tamper, code, reason, words) => {
    const { answer, client } = await connectSigned({}, tamper);
    expect(answer.error).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(`device ${words}`),
      details: { code: `DEVICE_AUTH_${code}`, reason },
    });
    expect(await client.closed).toEqual({ code: 1008, reason: answer.error?.message });
  });

  it('the nonce of another connection is worth nothing', async () => {
    const other = await WsClient.open(gateway);
    const { nonce } = await other.challenge();
    const { answer } = await connectSigned({}, () => ({ nonce }));
    expect(answer.error?.details.code).toBe('DEVICE_AUTH_NONCE_MISMATCH');
  });

  it('opens nothing with the wrong token, and says that rather than what is wrong with the device', async () => {
    const { answer } = await connectSigned({ token: 'wrong' }, () => ({ signature: bytes(64) }));
    expect(answer.error?.details.code).toBe('AUTH_TOKEN_MISMATCH');
  });

  it('opens nothing without a token', async () => {
    const { answer } = await connectSigned({ token: '' });
    expect(answer.error).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'unauthorized: gateway token missing (provide gateway auth token)',
      details: { code: 'AUTH_TOKEN_MISSING', authReason: 'token_missing' },
    });
  });
});
