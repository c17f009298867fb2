import type { EventEmitter } from 'node:events';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Clock } from '../common/clock.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import { ReceivedBytes, type ReceivedShare } from '../http/received-bytes.js';
import type { FrameSender } from './frame-sender.js';
import { Heartbeat } from './heartbeat.js';
import { UnfinishedMessage } from './unfinished-message.js';

interface Incoming {
  message: UnfinishedMessage;
  end: (code: number, reason: string) => void;
}

/** Sees to it that the clients of all doors finish what they send, and that it does not take too much memory until then. */
@Injectable()
export class IncomingMessages implements OnModuleInit, OnModuleDestroy {
  private readonly incoming = new Set<Incoming>();
  private heartbeat: Heartbeat | undefined;
  /** The last client that was cut off for the memory that it holds until it is gone. */
  private leaving: WebSocket | undefined;

  constructor(
    private readonly received: ReceivedBytes,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.heartbeat = new Heartbeat(this.clock, () => {
      for (const { message, end } of this.incoming)
        if (message.isOverdue()) end(closeCodes.policyViolation, 'message not finished in time');
    });
  }

  onModuleDestroy(): void {
    this.heartbeat?.stop();
  }

  /** To be called once, before anybody else listens for messages. What waits for its turn is to be added to what this gives. */
  watch(socket: WebSocket, connection: EventEmitter, sender: FrameSender): ReceivedShare {
    const end = (code: number, reason: string): void => {
      sender.close(code, reason);
      // What it goes on sending is left where it is, until the connection is cut off.
      socket.pause();
    };
    const share = this.received.open(() => this.cutOff(socket, end));
    const incoming = { message: new UnfinishedMessage(socket, connection, share), end };
    this.incoming.add(incoming);
    socket.once('close', () => {
      share.close();
      this.incoming.delete(incoming);
      if (this.leaving === socket) this.leaving = undefined;
    });
    return share;
  }

  /** It has until the next one to take note, so that no more than one of them is held beyond the limit. */
  private cutOff(socket: WebSocket, end: Incoming['end']): void {
    this.leaving?.terminate();
    this.leaving = socket;
    end(closeCodes.tryAgainLater, 'too much is being received');
  }
}
