import { Inject, Injectable } from '@nestjs/common';
import { AuthenticationService } from '../auth/authentication.service.js';
import type { PresentedCredential } from '../auth/bearer.js';
import type { Credential } from '../auth/credential.js';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { AuthCredentials } from '../config/auth-credentials.js';
import { type Operator, grantedScopes } from '../control/operator.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import { type ConnectParams, connectParamsSchema } from '../gateway-protocol/connect-params.js';
import type { RequestFrame } from '../gateway-protocol/frames.js';
import { paramsCheck, withoutNulls } from '../gateway-protocol/params-check.js';
import { minimumProbeProtocol, protocolVersion } from '../gateway-protocol/protocol-version.js';
import { refuseConnect } from './connect-refused.error.js';
import { type DeviceProblem, deviceProblem } from './device-signature.js';
import { type SecretName, mapAuthRefusal } from './map-auth-refusal.js';

/** Who connects, as far as the connection alone tells. */
export interface ConnectionOrigin {
  rawHeaders: readonly string[];
  /** The socket's remote address, never a forwarded one. */
  peer: string | undefined;
  /** Of the challenge that was sent. */
  nonce: string;
}

/** Decides whether a client is let in, and as whom. */
@Injectable()
export class Handshake {
  private readonly check = paramsCheck(connectParamsSchema);

  constructor(
    private readonly authentication: AuthenticationService,
    @Inject(AuthCredentials) private readonly credentials: AuthCredentials,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** What a client that signs has to sign, made anew for each connection. */
  nonce(): string {
    return this.ids.uuid();
  }

  /** Rejects with `ConnectRefusedError`. */
  async connect({ method, params }: RequestFrame, origin: ConnectionOrigin): Promise<Operator> {
    if (method !== 'connect') throw refuseConnect('invalid handshake: first request must be connect');
    const connect = this.read(params);
    checkProtocol(connect);
    const credential = await this.authenticate(connect, origin);
    checkDevice(connect, origin.nonce);
    return {
      connectionId: this.ids.uuid(),
      credential,
      scopes: grantedScopes(credential, connect.scopes),
      client: connect.client,
      connectedAt: this.clock.now(),
    };
  }

  private read(params: unknown): ConnectParams {
    const problem = this.check(params);
    if (problem)
      throw refuseConnect(`invalid connect params: ${problem.text}`, problem.details && { ...problem.details });
    // The check has seen that it is.
    const connect = withoutNulls(params as ConnectParams) as ConnectParams;
    const { role = 'operator' } = connect;
    if (role !== 'operator') throw refuseConnect('invalid connect params: at /role: must be equal to "operator"');
    return connect;
  }

  private async authenticate(connect: ConnectParams, { rawHeaders, peer }: ConnectionOrigin): Promise<Credential> {
    const secret = this.credentials.current.mode === 'password' ? 'password' : 'token';
    try {
      return await this.authentication.authenticate({
        presented: presented(connect, secret),
        rawHeaders,
        peer,
        door: 'websocket',
      });
    } catch (error) {
      throw mapAuthRefusal(error, secret, connect);
    }
  }
}

/** Clients send what they are given under either name; the one that the gateway asks for comes first. */
function presented({ auth }: ConnectParams, secret: SecretName): PresentedCredential {
  const value = auth?.[secret] || auth?.token || auth?.password;
  return value ? { kind: 'bearer', value } : { kind: 'none' };
}

function checkProtocol({ minProtocol, maxProtocol, client }: ConnectParams): void {
  const oldest = client.mode === 'probe' ? minimumProbeProtocol : protocolVersion;
  if (maxProtocol >= oldest && minProtocol <= protocolVersion && minProtocol <= maxProtocol) return;
  throw refuseConnect(
    'protocol mismatch',
    {
      code: 'PROTOCOL_MISMATCH',
      clientMinProtocol: minProtocol,
      clientMaxProtocol: maxProtocol,
      expectedProtocol: protocolVersion,
      minimumProbeProtocol,
    },
    closeCodes.protocolError,
  );
}

const deviceRefusals: Record<DeviceProblem, { message: string; code: string }> = {
  'device-public-key': { message: 'device public key invalid', code: 'DEVICE_AUTH_PUBLIC_KEY_INVALID' },
  'device-id-mismatch': { message: 'device identity mismatch', code: 'DEVICE_AUTH_DEVICE_ID_MISMATCH' },
  'device-nonce-mismatch': { message: 'device nonce mismatch', code: 'DEVICE_AUTH_NONCE_MISMATCH' },
  'device-signature': { message: 'device signature invalid', code: 'DEVICE_AUTH_SIGNATURE_INVALID' },
};

/** A device need not be there, since the credential alone is enough; one that is there must be what it says. */
function checkDevice(connect: ConnectParams, nonce: string): void {
  const problem = connect.device && deviceProblem(connect.device, connect, nonce);
  if (!problem) return;
  const { message, code } = deviceRefusals[problem];
  throw refuseConnect(message, { code, reason: problem });
}
