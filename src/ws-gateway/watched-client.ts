import type { RawData, WebSocket } from 'ws';
import type { Credential } from '../auth/credential.js';
import type { Clock } from '../common/clock.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import type { FrameSender } from './frame-sender.js';
import { frameText } from './frame-text.js';
import { MessageBudget } from './message-budget.js';

/** A client that has been let in, by whichever door: what it may send, and whether it is still there. */
export abstract class WatchedClient {
  /** Whether it has been heard of since the last ping. */
  private isAlive = true;
  private readonly budget: MessageBudget;

  constructor(
    private readonly socket: WebSocket,
    protected readonly sender: FrameSender,
    /** What it was let in by. */
    readonly credential: Credential,
    private readonly clock: Clock,
  ) {
    this.budget = new MessageBudget(clock.monotonic());
    socket.on('message', this.onMessage);
    socket.on('ping', this.onPing);
    socket.on('pong', this.onPong);
  }

  /** Handles a text as if it had just come; a client that is being closed has nothing done for it any more. */
  receive(text: string): void {
    if (this.sender.isClosing) return;
    const verdict = this.budget.take(this.clock.monotonic());
    if (verdict === 'hopeless') this.closeForFlood();
    else this.read(text, verdict === 'refused');
  }

  close(code: number, reason: string): void {
    this.sender.close(code, reason);
  }

  /**
   * Asks whether the client is still there; cuts it off where it did not answer the last time. One that is sent things at its own
   * pace and has not read them all is left alone, since it would not get to the question.
   */
  ping(): void {
    if (this.sender.isBehind) return;
    if (!this.isAlive) {
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.sender.ping();
  }

  /** Does what the client asks for, or tells it that it asks for too much. */
  protected abstract read(text: string, isTooMuch: boolean): void;

  /** Milliseconds until the client may send one more. */
  protected get waitMilliseconds(): number {
    return this.budget.waitMilliseconds;
  }

  private readonly onMessage = (data: RawData, isBinary: boolean): void => {
    this.isAlive = true;
    if (isBinary) this.close(closeCodes.unsupportedData, 'binary frames are not supported');
    else this.receive(frameText(data));
  };

  /** A ping is a message too; one too many is not answered. */
  private readonly onPing = (data: Buffer): void => {
    this.isAlive = true;
    const verdict = this.budget.take(this.clock.monotonic());
    if (verdict === 'hopeless') this.closeForFlood();
    else if (verdict === 'taken') this.sender.pong(data);
  };

  private readonly onPong = (): void => {
    this.isAlive = true;
  };

  private closeForFlood(): void {
    this.close(closeCodes.policyViolation, 'too many messages');
  }
}
