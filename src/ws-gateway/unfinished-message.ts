import type { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { ReceivedShare } from '../http/received-bytes.js';

/** What stands around the data of a ping or pong of a client: never more, since they are short. */
const controlOverhead = 6;

/**
 * How much a client has sent of a message that is not whole. Counted at the connection, since the package keeps the pieces to
 * itself: what comes with the end of the message before it, one read at most, is missed.
 */
export class UnfinishedMessage {
  private bytes = 0;
  private isOld = false;

  constructor(
    socket: WebSocket,
    connection: EventEmitter,
    private readonly share: ReceivedShare,
  ) {
    // Before the package reads them, so that the last bytes of a message come before the message.
    connection.prependListener('data', this.onBytes);
    socket.on('message', this.onWhole);
    socket.on('ping', this.onControl);
    socket.on('pong', this.onControl);
  }

  /** Whether the same message was under way the last time this was asked, too. */
  isOverdue(): boolean {
    const wasOld = this.isOld;
    this.isOld = this.bytes > 0;
    return wasOld && this.isOld;
  }

  private readonly onBytes = ({ length }: Buffer): void => this.change(length);

  private readonly onWhole = (): void => {
    this.isOld = false;
    this.change(-this.bytes);
  };

  /** These may come between the pieces of a message, and are no part of it. */
  private readonly onControl = ({ length }: Buffer): void => {
    this.change(-Math.min(this.bytes, length + controlOverhead));
  };

  private change(bytes: number): void {
    this.bytes += bytes;
    this.share.add(bytes);
  }
}
