import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Clock } from '../common/clock.js';
import { GatewaySection } from '../config/config-sections.js';
import { FrameSender, type FrameSenderServices, lastWordsMilliseconds } from './frame-sender.js';

/** Makes what sends frames to a client, within the limit that is configured at the time of sending. */
@Injectable()
export class FrameSenders {
  private readonly shared: FrameSenderServices = {
    limit: () => this.gateway.current.ws.maxBufferedBytes,
    terminateSoon: (socket) => this.terminateSoon(socket),
  };

  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  to(socket: WebSocket): FrameSender {
    return new FrameSender(socket, this.shared);
  }

  private terminateSoon(socket: WebSocket): void {
    const timer = this.clock.setTimer(lastWordsMilliseconds, () => socket.terminate());
    socket.once('close', () => timer.cancel());
  }
}
