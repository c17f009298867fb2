import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { KeyRing } from '../../auth/keys/key-ring.service.js';
import { ownerContextOf } from '../../auth/owner-context.decorator.js';
import { Clock, type Timer } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { AuthCredentials } from '../../config/auth-credentials.js';
import { GatewaySection } from '../../config/config-sections.js';
import { closeCodes } from '../../gateway-protocol/close-codes.js';
import { tickIntervalMs } from '../../gateway-protocol/limits.js';
import { onDisconnectOf } from '../../http/on-disconnect.decorator.js';
import { routeHeadersOf } from '../../http/route-headers.decorator.js';
import { responsesBodyLimit } from '../../responses/responses-body-limit.js';
import type { FrameSender } from '../frame-sender.js';
import type { UpgradedRequest } from '../gateway-ws.adapter.js';
import { CreateFrames } from './create-frames.service.js';
import { ResponsesClient } from './responses-client.js';

/** The clients that ask for responses over a connection. One timer pings all of them. */
@Injectable()
export class ResponsesClients implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ResponsesClients.name);
  private readonly clients = new Set<ResponsesClient>();
  private timer: Timer | undefined;
  private stopListening: (() => void)[] = [];
  private stopReason: string | undefined;

  constructor(
    private readonly frames: CreateFrames,
    @Inject(AuthCredentials) private readonly credentials: AuthCredentials,
    private readonly keys: KeyRing,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.credentials.onChange(() => this.closeWhere(() => true)),
      this.keys.onChange(() => this.closeWhere(({ credential }) => this.keys.standing(credential) !== 'current')),
    ];
    this.beatLater();
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
    this.timer?.cancel();
  }

  /** `request` has its credential. */
  add(socket: WebSocket, request: UpgradedRequest, sender: FrameSender): void {
    const { frames, clock, ids } = this;
    const onFault = (error: unknown): void => this.logger.error(error);
    const limit = () => responsesBodyLimit(this.gateway.current);
    const client = new ResponsesClient(socket, callerOf(request), { frames, clock, ids, sender, limit, onFault });
    this.clients.add(client);
    socket.once('close', () => this.clients.delete(client));
    // It was on its way when the others were told.
    if (this.stopReason !== undefined) client.stop(this.stopReason);
  }

  /** Closes the connections, each after the response that is just being sent. */
  stop(reason: string): void {
    this.stopReason = reason;
    for (const client of this.clients) client.stop(reason);
  }

  private closeWhere(isWorthless: (client: ResponsesClient) => boolean): void {
    for (const client of this.clients) {
      if (isWorthless(client)) client.close(closeCodes.policyViolation, 'credentials changed');
    }
  }

  private beatLater(): void {
    this.timer = this.clock.setTimer(tickIntervalMs, () => {
      for (const client of this.clients) client.ping();
      this.beatLater();
    });
  }
}

function callerOf(request: UpgradedRequest) {
  return {
    owner: ownerContextOf(request),
    route: routeHeadersOf(request),
    onDisconnect: onDisconnectOf(request),
    clientAddress: request.admitted.client.address,
  };
}
