import type { ErrorShape } from '../../gateway-protocol/protocol-error.js';
import { protocolVersion } from '../../gateway-protocol/protocol-version.js';
import { counted } from '../../common/describe-amount.js';
import { errorCode, errorReason } from '../../common/system-error.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { GatewayTarget } from './gateway-target.js';

const startHint =
  'Start one with `openclaw gateway run` (or `npm start`), or name another address with --url or OPENCLAW_GATEWAY_URL.';

/** No connection came about, or it ended before the gateway had said anything of use. */
export function unreachable(target: GatewayTarget, reason: string): CliError {
  return new CliError(`No gateway answers at ${target.shown}: ${reason}.`, {
    exitCode: exitCodes.unreachable,
    hint: startHint,
  });
}

/** The same for an error of the network. */
export function networkFailure(target: GatewayTarget, error: Error): CliError {
  return unreachable(target, networkReason(error));
}

/** Something answers there, but not as a gateway does. */
export function noGateway(target: GatewayTarget, status: number): CliError {
  return new CliError(`What answers at ${target.shown} is no gateway of this kind: it answered with HTTP ${status}.`, {
    exitCode: exitCodes.unreachable,
    hint: 'Check the address; behind a proxy, WebSocket connections have to be let through.',
  });
}

/** It was there, and is gone now. */
export function connectionLost(reason: string): CliError {
  return new CliError(`The connection to the gateway was lost: ${reason}.`, {
    exitCode: exitCodes.unreachable,
    hint: 'What was under way may still go on there; `openclaw gateway status` tells whether it runs.',
  });
}

/** The gateway refused `connect`. */
export function connectRefused(target: GatewayTarget, error: ErrorShape): CliError {
  const { code, message, details = {}, retryAfterMs } = error;
  if (code === 'AUTH_RATE_LIMITED') return rateLimited(retryAfterMs);
  if (details['code'] === 'PROTOCOL_MISMATCH') return protocolMismatch(details['expectedProtocol']);
  if (isOverKey(details['code'])) return keyIsOver(target, message);
  if (code === 'NOT_PAIRED' || isAboutCredential(details['code'], message)) return credentialRefused(target, message);
  return new CliError(`The gateway at ${target.shown} refused the connection: ${message}.`);
}

/** A named key that was right once: the gateway's own credential is not what its holder is to give. */
function isOverKey(detail: unknown): boolean {
  return detail === 'AUTH_KEY_EXPIRED' || detail === 'AUTH_KEY_REVOKED';
}

function keyIsOver({ shown, credentialSource }: GatewayTarget, message: string): CliError {
  return new CliError(`The gateway at ${shown} does not accept the key: ${message}.`, {
    exitCode: exitCodes.unauthorized,
    hint: `The key came from ${credentialSource}. Ask the operator of the gateway for a new one; the operator makes it with \`openclaw token create\`.`,
  });
}

function isAboutCredential(detail: unknown, message: string): boolean {
  return (typeof detail === 'string' && detail.startsWith('AUTH_')) || message.startsWith('unauthorized');
}

function credentialRefused({ shown, credential, credentialSource }: GatewayTarget, message: string): CliError {
  const presented = credential.token !== undefined || credential.password !== undefined;
  return new CliError(`The gateway at ${shown} does not accept the credential: ${message}.`, {
    exitCode: exitCodes.unauthorized,
    hint: presented
      ? `It came from ${credentialSource}. Give the gateway's own, or a key of it, with --token, --password or OPENCLAW_GATEWAY_TOKEN.`
      : 'Give it with --token, --password or OPENCLAW_GATEWAY_TOKEN.',
  });
}

function rateLimited(retryAfterMs: number | undefined): CliError {
  const wait = retryAfterMs === undefined ? 'a while' : counted(Math.ceil(retryAfterMs / 1000), 'second');
  return new CliError('The gateway takes no credential from this address now, because too many were wrong.', {
    exitCode: exitCodes.unauthorized,
    hint: `Wait ${wait}, then try again with the right one.`,
  });
}

function protocolMismatch(expected: unknown): CliError {
  const other = typeof expected === 'number' ? `version ${expected}` : 'another version';
  return new CliError(
    `The gateway speaks ${other} of the protocol, and this command line version ${protocolVersion}.`,
    { hint: 'Update the older of the two.' },
  );
}

function networkReason(error: Error): string {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name is not known';
    case 'ETIMEDOUT':
      return 'the connection timed out';
    case 'ECONNRESET':
      return 'the connection was broken off';
    case undefined:
    default:
      // One address of a name with several says nothing of the others.
      return error instanceof AggregateError && error.errors[0] instanceof Error
        ? networkReason(error.errors[0])
        : errorReason(error);
  }
}
