import type { ClientRequest, IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { DeadlineError, withDeadline } from '../../common/abort.js';
import type { Clock } from '../../common/clock.js';
import { gatewayVersion } from '../../common/gateway-version.js';
import type { ConnectParams } from '../../gateway-protocol/connect-params.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import { protocolVersion } from '../../gateway-protocol/protocol-version.js';
import { operatorScopes } from '../../gateway-protocol/scopes.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { connectRefused, networkFailure, noGateway, unreachable } from './connect-failure.js';
import type { GatewayCredential, GatewayTarget } from './gateway-target.js';
import { readHello } from './read-hello.js';
import { WsLink } from './ws-link.js';

const connectSeconds = 10;
/** Bytes of one frame; answers with whole conversations are large. */
const largestAnswer = 256 * 1024 * 1024;

/**
 * A connection to a gateway over the network.
 * @throws CliError when none answers, or it refuses; the signal's reason when that aborts.
 */
export async function connectGateway(target: GatewayTarget, clock: Clock, signal: AbortSignal): Promise<GatewayLink> {
  const socket = new WebSocket(target.url, { perMessageDeflate: false, maxPayload: largestAnswer });
  const link = new WsLink(socket, clock);
  try {
    await withDeadline({ clock, seconds: connectSeconds, signal }, () => introduce(link, socket, target));
    return link;
  } catch (error) {
    socket.terminate();
    throw error instanceof DeadlineError ? unreachable(target, `no answer within ${connectSeconds} s`) : error;
  }
}

async function introduce(link: WsLink, socket: WebSocket, target: GatewayTarget): Promise<void> {
  await challenged(link, socket, target);
  try {
    link.connected(readHello(await link.request('connect', connectParams(target.credential))));
  } catch (error) {
    throw error instanceof ProtocolError ? connectRefused(target, error.shape) : error;
  }
}

/** Resolves when the gateway has begun to speak. */
function challenged(link: WsLink, socket: WebSocket, target: GatewayTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', (error) => reject(networkFailure(target, error)));
    socket.on('unexpected-response', (request: ClientRequest, { statusCode = 0 }: IncomingMessage) => {
      request.destroy();
      reject(noGateway(target, statusCode));
    });
    socket.on('close', (code, reason) =>
      reject(
        unreachable(target, reason.length > 0 ? reason.toString() : `the connection was closed with code ${code}`),
      ),
    );
    const stop = link.onEvent((event) => {
      if (event !== 'connect.challenge') return;
      stop();
      resolve();
    });
  });
}

function connectParams(auth: GatewayCredential): ConnectParams {
  return {
    minProtocol: protocolVersion,
    maxProtocol: protocolVersion,
    client: { id: 'cli', version: gatewayVersion, platform: process.platform, mode: 'cli', instanceId: randomUUID() },
    role: 'operator',
    scopes: [...operatorScopes],
    caps: ['tool-events'],
    auth: { ...auth },
  };
}
