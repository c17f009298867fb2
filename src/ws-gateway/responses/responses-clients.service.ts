import { Inject, Injectable, Logger } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { ownerContextOf } from '../../auth/owner-context.decorator.js';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { GatewaySection } from '../../config/config-sections.js';
import { answerIncludesOf } from '../../http/answer-includes.decorator.js';
import { onDisconnectOf } from '../../http/on-disconnect.decorator.js';
import { routeHeadersOf } from '../../http/route-headers.decorator.js';
import { responsesBodyLimit } from '../../responses/responses-body-limit.js';
import { ClientWatch } from '../client-watch.service.js';
import type { UpgradedRequest } from '../gateway-ws.adapter.js';
import { ConnectionMemories } from './connection-memories.service.js';
import { CreateFrames } from './create-frames.service.js';
import { ResponsesClient, type ResponsesClientServices } from './responses-client.js';

/** What a client has for itself. */
type OwnServices = Pick<ResponsesClientServices, 'sender' | 'received'>;

/** The clients that ask for responses over a connection. */
@Injectable()
export class ResponsesClients {
  private readonly logger = new Logger(ResponsesClients.name);
  private readonly clients = new Set<ResponsesClient>();
  private stopReason: string | undefined;

  constructor(
    private readonly frames: CreateFrames,
    private readonly watch: ClientWatch,
    private readonly memories: ConnectionMemories,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** `request` has its credential. */
  add(socket: WebSocket, request: UpgradedRequest, own: OwnServices): void {
    const { frames, clock, ids } = this;
    const onFault = (error: unknown): void => this.logger.error(error);
    const limit = () => responsesBodyLimit(this.gateway.current);
    const memory = this.memories.open();
    const services = { ...own, frames, clock, ids, memory, limit, onFault };
    const client = new ResponsesClient(socket, callerOf(request), services);
    this.clients.add(client);
    this.watch.add(client);
    socket.once('close', () => {
      this.watch.remove(client);
      this.memories.close(memory);
      this.clients.delete(client);
    });
    // It was on its way when the others were told.
    if (this.stopReason !== undefined) client.stop(this.stopReason);
  }

  /** Closes the connections, each after the response that is just being sent. */
  stop(reason: string): void {
    this.stopReason = reason;
    for (const client of this.clients) client.stop(reason);
  }
}

function callerOf(request: UpgradedRequest) {
  return {
    owner: ownerContextOf(request),
    route: routeHeadersOf(request),
    onDisconnect: onDisconnectOf(request),
    includes: answerIncludesOf(request),
    clientAddress: request.admitted.client.address,
  };
}
