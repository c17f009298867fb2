import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../../common/clock.js';
import type { GatewayError } from '../../common/gateway-error.js';
import type { Ids } from '../../common/ids.js';
import { closeCodes } from '../../gateway-protocol/close-codes.js';
import type { BodyLimit } from '../../http/body-limit.js';
import { BodyTooLargeError } from '../../http/http.errors.js';
import type { ReceivedShare } from '../../http/received-bytes.js';
import { DrainingError } from '../../runs/runs.errors.js';
import type { FrameSender } from '../frame-sender.js';
import { WatchedClient } from '../watched-client.js';
import type { ConnectionMemory } from './connection-memory.js';
import type { CreateFrames } from './create-frames.service.js';
import { FrameQueue } from './frame-queue.js';
import { findStreamId } from './read-create-frame.js';
import { ConnectionTimeLimitError, TooManyFramesError } from './responses-ws.errors.js';
import { toErrorFrame } from './to-error-frame.js';
import type { FrameCaller } from './frame-caller.js';
import { withStreamId } from './with-stream-id.js';

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
  memory: ConnectionMemory;
  /** Counts what waits. */
  received: Pick<ReceivedShare, 'add'>;
  /** How much the frames of the client may hold; asked for each. */
  limit: () => BodyLimit;
  onFault: (error: unknown) => void;
}

/** A client that asks for responses over its connection. */
export class ResponsesClient extends WatchedClient {
  private readonly gone = new AbortController();
  private readonly queue: FrameQueue;
  private timer: Timer;

  constructor(
    socket: WebSocket,
    caller: Omit<FrameCaller, 'signal' | 'memory' | 'send'>,
    private readonly services: ResponsesClientServices,
  ) {
    const { clock, frames, memory, received, sender, onFault } = services;
    super(socket, sender, caller.owner.credential, clock);
    const send = (text: string): Promise<void> => sender.sendPaced(text);
    const whole = { ...caller, signal: this.gone.signal, memory, send };
    const onWaiting = (change: number): void => received.add(change);
    this.queue = new FrameQueue((text) => frames.answer(text, whole), { onFault, onWaiting });
    this.timer = clock.setTimer(lifetimeMilliseconds, () => this.expire());
    socket.once('close', () => this.leave());
  }

  /** Ends the response under way, too. */
  override close(code: number, reason: string): void {
    super.close(code, reason);
    this.leave();
  }

  /** The gateway stops: its runs have ended, and what they said is still on its way. Whatever else is asked for is refused. */
  stop(reason: string): void {
    this.timer.cancel();
    const close = (): void => this.close(closeCodes.serviceRestart, reason);
    this.timer = this.services.clock.setTimer(lastResponseMilliseconds, close);
    this.queue.finish({ refuse: this.refusing(new DrainingError()), onFinished: close });
  }

  protected override read(text: string, isTooMuch: boolean): void {
    const limit = this.services.limit();
    if (isTooMuch) this.refuse(new TooManyFramesError(), text);
    else if (Buffer.byteLength(text) > limit.bytes) this.refuse(new BodyTooLargeError(limit), text);
    else if (!this.queue.push(text, limit.bytes)) this.refuse(new TooManyFramesError(), text);
  }

  /** The response under way may come to its end, but not for ever, since its client may have stopped reading. */
  private expire(): void {
    this.timer = this.services.clock.setTimer(lifetimeMilliseconds, () => this.close(closeCodes.normal, timeIsUp));
    const error = new ConnectionTimeLimitError(lifetimeMinutes);
    const onFinished = (): void => {
      this.refuse(error);
      this.close(closeCodes.normal, timeIsUp);
    };
    this.queue.finish({ refuse: this.refusing(error), onFinished });
  }

  private refusing(error: GatewayError): (text: string) => void {
    return (text) => this.refuse(error, text);
  }

  /** Without a frame the error is about the connection. */
  private refuse(error: GatewayError, frame?: string): void {
    const told = toErrorFrame(error, this.services.ids.prefixed('req_'));
    this.sender.send(withStreamId(told, frame === undefined ? undefined : findStreamId(frame)));
  }

  private leave(): void {
    this.timer.cancel();
    this.gone.abort();
    // It is not begun for a client that is gone, and would take up memory until it was its turn.
    this.queue.clear();
  }
}
