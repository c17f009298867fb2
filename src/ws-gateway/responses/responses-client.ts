import type { RawData, WebSocket } from 'ws';
import type { Credential } from '../../auth/credential.js';
import type { Clock, Timer } from '../../common/clock.js';
import type { GatewayError } from '../../common/gateway-error.js';
import type { Ids } from '../../common/ids.js';
import { closeCodes } from '../../gateway-protocol/close-codes.js';
import type { BodyLimit } from '../../http/body-limit.js';
import { BodyTooLargeError } from '../../http/http.errors.js';
import type { FrameSender } from '../frame-sender.js';
import { frameText } from '../frame-text.js';
import { MessageBudget } from '../message-budget.js';
import { ConnectionMemory } from './connection-memory.js';
import type { CreateFrames } from './create-frames.service.js';
import { FrameQueue } from './frame-queue.js';
import { ConnectionTimeLimitError, TooManyFramesError } from './responses-ws.errors.js';
import { toErrorFrame } from './to-error-frame.js';
import type { TurnCaller } from './turn-caller.js';

/** How long a connection lasts, as the specification demands. */
const lifetimeMinutes = 60;
const lifetimeMilliseconds = lifetimeMinutes * 60_000;
const timeIsUp = 'connection time limit';
/** How long the last response may take to reach its client when the gateway stops. */
const lastResponseMilliseconds = 2_000;

export interface ResponsesClientServices {
  frames: CreateFrames;
  clock: Clock;
  ids: Ids;
  sender: FrameSender;
  /** How much the frames of the client may hold; asked for each. */
  limit: () => BodyLimit;
  onFault: (error: unknown) => void;
}

/** A client that asks for responses over its connection. */
export class ResponsesClient {
  /** Whether it has been heard of since the last ping. */
  private isAlive = true;
  private readonly gone = new AbortController();
  private readonly queue: FrameQueue;
  private readonly budget: MessageBudget;
  private timer: Timer;

  constructor(
    private readonly socket: WebSocket,
    private readonly caller: Pick<TurnCaller, 'owner' | 'route' | 'onDisconnect' | 'clientAddress'>,
    private readonly services: ResponsesClientServices,
  ) {
    const { clock, frames, sender, onFault } = services;
    const send = (text: string): Promise<void> => sender.sendPaced(text);
    const whole = { ...caller, signal: this.gone.signal, memory: new ConnectionMemory(), send };
    this.queue = new FrameQueue((text) => frames.answer(text, whole), onFault);
    this.budget = new MessageBudget(clock.monotonic());
    this.timer = clock.setTimer(lifetimeMilliseconds, () => this.expire());
    socket.on('message', this.onMessage);
    socket.on('ping', this.onPing);
    socket.on('pong', this.onPong);
    socket.once('close', () => this.leave());
  }

  get credential(): Credential {
    return this.caller.owner.credential;
  }

  /** Ends the response under way, too. */
  close(code: number, reason: string): void {
    this.services.sender.close(code, reason);
    this.leave();
  }

  /** The gateway stops: its runs have ended, and what they said is still on its way. */
  stop(reason: string): void {
    this.timer.cancel();
    const close = (): void => this.close(closeCodes.serviceRestart, reason);
    this.timer = this.services.clock.setTimer(lastResponseMilliseconds, close);
    this.queue.finish(close);
  }

  /**
   * Asks whether the client is still there; cuts it off where it did not answer the last time, unless it has not got to the question
   * yet, because it reads slowly.
   */
  ping(): void {
    if (!this.isAlive && this.socket.bufferedAmount === 0) {
      this.socket.terminate();
      return;
    }
    if (this.isAlive) this.socket.ping();
    this.isAlive = false;
  }

  private readonly onMessage = (data: RawData, isBinary: boolean): void => {
    this.isAlive = true;
    if (this.services.sender.isClosing) return;
    const verdict = this.budget.take(this.services.clock.monotonic());
    if (isBinary) this.close(closeCodes.unsupportedData, 'binary frames are not supported');
    else if (verdict === 'hopeless') this.close(closeCodes.policyViolation, 'too many messages');
    else if (verdict === 'refused') this.refuse(new TooManyFramesError());
    else this.receive(frameText(data));
  };

  private receive(text: string): void {
    const limit = this.services.limit();
    if (Buffer.byteLength(text) > limit.bytes) this.refuse(new BodyTooLargeError(limit));
    else if (!this.queue.push(text, limit.bytes)) this.refuse(new TooManyFramesError());
  }

  /** A ping is a message too; one too many is not answered. */
  private readonly onPing = (data: Buffer): void => {
    this.isAlive = true;
    const verdict = this.budget.take(this.services.clock.monotonic());
    if (verdict === 'hopeless') this.close(closeCodes.policyViolation, 'too many messages');
    else if (verdict === 'taken') this.services.sender.pong(data);
  };

  private readonly onPong = (): void => {
    this.isAlive = true;
  };

  /** The response under way may come to its end, but not for ever, since its client may have stopped reading. */
  private expire(): void {
    this.timer = this.services.clock.setTimer(lifetimeMilliseconds, () => this.close(closeCodes.normal, timeIsUp));
    this.queue.finish(() => {
      this.refuse(new ConnectionTimeLimitError(lifetimeMinutes));
      this.close(closeCodes.normal, timeIsUp);
    });
  }

  private refuse(error: GatewayError): void {
    const { sender, ids } = this.services;
    sender.send(toErrorFrame(error, ids.prefixed('req_')));
  }

  private leave(): void {
    this.timer.cancel();
    this.gone.abort();
  }
}
