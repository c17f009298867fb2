import type { JSONSchemaType } from 'ajv';

/** Which program connects. Only these ids and modes are known to the protocol. */
export const clientIds = [
  'webchat-ui',
  'openclaw-control-ui',
  'openclaw-browser-copilot',
  'openclaw-tui',
  'webchat',
  'cli',
  'gateway-client',
  'openclaw-macos',
  'openclaw-linux',
  'openclaw-ios',
  'openclaw-watchos',
  'openclaw-android',
  'node-host',
  'openclaw-worker',
  'test',
  'fingerprint',
  'openclaw-probe',
] as const;

export const clientModes = ['webchat', 'cli', 'ui', 'backend', 'node', 'worker', 'probe', 'test'] as const;

export interface ClientInfo {
  id: string;
  version: string;
  platform: string;
  mode: string;
  displayName?: string;
  deviceFamily?: string;
  instanceId?: string;
}

/** An Ed25519 identity of a device; see `deviceSignatureText`. */
export interface DeviceIdentity {
  /** SHA-256 of the public key, hexadecimal. */
  id: string;
  /** The 32 bytes of the key, base64url. */
  publicKey: string;
  /** base64url. */
  signature: string;
  /** Milliseconds since the epoch. */
  signedAt: number;
  /** Of the `connect.challenge` that came on this connection. */
  nonce: string;
}

/** Parameters of `connect`. */
export interface ConnectParams {
  minProtocol: number;
  maxProtocol: number;
  client: ClientInfo;
  role?: string;
  scopes?: string[];
  caps?: string[];
  auth?: { token?: string; password?: string };
  device?: DeviceIdentity;
}

const name = { type: 'string', minLength: 1, maxLength: 256 } as const;
const optionalName = { ...name, nullable: true } as const;
const names = { type: 'array', items: name, maxItems: 64, nullable: true } as const;
const secret = { type: 'string', maxLength: 4_096, nullable: true } as const;

/** Further properties are taken and mean nothing, so that newer clients can connect. */
export const connectParamsSchema: JSONSchemaType<ConnectParams> = {
  type: 'object',
  properties: {
    minProtocol: { type: 'integer', minimum: 1 },
    maxProtocol: { type: 'integer', minimum: 1 },
    client: {
      type: 'object',
      properties: {
        id: { type: 'string', enum: [...clientIds] },
        version: name,
        platform: name,
        mode: { type: 'string', enum: [...clientModes] },
        displayName: optionalName,
        deviceFamily: optionalName,
        instanceId: optionalName,
      },
      required: ['id', 'version', 'platform', 'mode'],
    },
    role: optionalName,
    scopes: names,
    caps: names,
    auth: {
      type: 'object',
      properties: { token: secret, password: secret },
      required: [],
      nullable: true,
    },
    device: {
      type: 'object',
      properties: {
        id: name,
        publicKey: name,
        signature: name,
        signedAt: { type: 'integer', minimum: 0 },
        nonce: name,
      },
      required: ['id', 'publicKey', 'signature', 'signedAt', 'nonce'],
      nullable: true,
    },
  },
  required: ['minProtocol', 'maxProtocol', 'client'],
};
