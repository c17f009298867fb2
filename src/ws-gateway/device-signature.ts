import { createPublicKey, hash, verify } from 'node:crypto';
import type { ConnectParams, DeviceIdentity } from '../gateway-protocol/connect-params.js';

/** Why a signed device is not believed. */
export type DeviceProblem = 'device-id-mismatch' | 'device-nonce-mismatch' | 'device-signature' | 'device-public-key';

/** Before the 32 bytes of an Ed25519 key in the form that Node reads (RFC 8410). */
const keyPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const keyBytes = 32;

/** What is wrong with the device's signature over this connection; undefined where it holds. */
export function deviceProblem(device: DeviceIdentity, params: ConnectParams, nonce: string): DeviceProblem | undefined {
  const key = Buffer.from(device.publicKey, 'base64url');
  if (key.length !== keyBytes) return 'device-public-key';
  if (hash('sha256', key) !== device.id.toLowerCase()) return 'device-id-mismatch';
  if (device.nonce !== nonce) return 'device-nonce-mismatch';
  const publicKey = createPublicKey({ key: Buffer.concat([keyPrefix, key]), format: 'der', type: 'spki' });
  const signature = Buffer.from(device.signature, 'base64url');
  const texts = [deviceSignatureText(device, params, 'v3'), deviceSignatureText(device, params, 'v2')];
  return texts.some((text) => verify(null, Buffer.from(text), publicKey, signature)) ? undefined : 'device-signature';
}

/** What a device signs: version 2 of it lacks the last two parts. */
export function deviceSignatureText(device: DeviceIdentity, params: ConnectParams, version: 'v2' | 'v3'): string {
  const { client, role = '', scopes, auth } = params;
  const common = [
    version,
    device.id,
    client.id,
    client.mode,
    role,
    (scopes ?? []).join(','),
    String(device.signedAt),
    auth?.token ?? '',
    device.nonce,
  ];
  const family = version === 'v3' ? [client.platform.toLowerCase(), (client.deviceFamily ?? '').toLowerCase()] : [];
  return [...common, ...family].join('|');
}
