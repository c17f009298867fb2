import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Clock } from '../common/clock.js';
import { GatewaySection } from '../config/config-sections.js';
import { FrameSender, lastWordsMilliseconds } from './frame-sender.js';

/** Makes what sends frames to a client, within the limit that is configured at the time of sending. */
@Injectable()
export class FrameSenders {
  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  to(socket: WebSocket): FrameSender {
    const limit = (): number => this.gateway.current.ws.maxBufferedBytes;
    return new FrameSender(socket, limit, () => {
      const timer = this.clock.setTimer(lastWordsMilliseconds, () => socket.terminate());
      socket.once('close', () => timer.cancel());
    });
  }
}
