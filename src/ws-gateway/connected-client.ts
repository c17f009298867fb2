import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../common/clock.js';
import type { Ids } from '../common/ids.js';
import type { ControlDispatcher } from '../control/control-dispatcher.service.js';
import type { EventName, EventReceiver } from '../control/events/event-hub.service.js';
import type { Operator } from '../control/operator.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import type { RequestFrame, ResponseFrame } from '../gateway-protocol/frames.js';
import type { ErrorShape } from '../gateway-protocol/protocol-error.js';
import { withRequestContext } from '../observability/request-context.js';
import type { FrameSender } from './frame-sender.js';
import { frameText } from './frame-text.js';
import { MessageBudget } from './message-budget.js';
import { parseFrame } from './parse-frame.js';

/** Requests of one client that may be under way at the same time. */
const mostUnderWay = 128;

/** What all connected clients share. */
export interface ConnectedClientServices {
  dispatcher: ControlDispatcher;
  clock: Clock;
  ids: Ids;
  onFault: (error: unknown) => void;
}

/** A client that has been let in: its requests become calls of methods, and it is told of events. */
export class ConnectedClient implements EventReceiver {
  followsSessions = false;
  /** Whether it has been heard of since the last ping. */
  isAlive = true;
  private seq = 0;
  private underWay = 0;
  /** Made with the first request: most clients of a busy gateway only listen. */
  private gone: AbortController | undefined;
  private readonly budget: MessageBudget;

  constructor(
    private readonly socket: WebSocket,
    private readonly sender: FrameSender,
    readonly operator: Operator,
    private readonly services: ConnectedClientServices,
  ) {
    this.budget = new MessageBudget(services.clock.monotonic());
    socket.on('message', this.onMessage);
    socket.on('ping', this.onPing);
    socket.on('pong', this.onPong);
  }

  /** The connection has ended, and so does what was done for its requests alone. */
  leave(): void {
    this.goneController().abort();
  }

  /** `payload` is JSON text. */
  send(event: EventName, payload: string): void {
    this.seq += 1;
    this.sender.send(`{"type":"event","event":"${event}","payload":${payload},"seq":${this.seq}}`);
  }

  answer(frame: ResponseFrame): void {
    this.sender.send(JSON.stringify(frame));
  }

  /** Handles a frame as if it had just come; a client that is being closed has nothing done for it any more. */
  receive(text: string): void {
    if (this.sender.isClosing) return;
    const verdict = this.budget.take(this.services.clock.monotonic());
    if (verdict === 'hopeless') this.close(closeCodes.policyViolation, 'too many messages');
    else this.read(text, verdict === 'refused');
  }

  close(code: number, reason: string): void {
    this.sender.close(code, reason);
  }

  /** Asks whether the client is still there; cuts it off where it did not answer the last time. */
  ping(): void {
    if (!this.isAlive) {
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.sender.ping();
  }

  private readonly onMessage = (data: RawData, isBinary: boolean): void => {
    this.isAlive = true;
    if (isBinary) this.close(closeCodes.unsupportedData, 'binary frames are not supported');
    else this.receive(frameText(data));
  };

  /** A ping is a message too; one too many is not answered. */
  private readonly onPing = (data: Buffer): void => {
    this.isAlive = true;
    const verdict = this.budget.take(this.services.clock.monotonic());
    if (verdict === 'hopeless') this.close(closeCodes.policyViolation, 'too many messages');
    else if (verdict === 'taken') this.sender.pong(data);
  };

  private readonly onPong = (): void => {
    this.isAlive = true;
  };

  private read(text: string, isTooMuch: boolean): void {
    const parsed = parseFrame(text);
    if (parsed.kind === 'fault') this.fail(parsed.id, parsed.error);
    else if (isTooMuch) this.fail(parsed.frame.id, tooMany(this.budget.waitMilliseconds));
    else this.handle(parsed.frame);
  }

  private handle(frame: RequestFrame): void {
    if (this.underWay >= mostUnderWay) {
      this.fail(frame.id, tooMany(1_000));
      return;
    }
    this.underWay += 1;
    const { ids, clock, onFault } = this.services;
    const context = { requestId: ids.prefixed('req_'), startedAt: clock.monotonic() };
    withRequestContext(context, () => this.dispatch(frame))
      .catch(onFault)
      .finally(() => {
        this.underWay -= 1;
      });
  }

  private dispatch(frame: RequestFrame): Promise<void> {
    return this.services.dispatcher.dispatch(frame, {
      operator: this.operator,
      signal: this.goneController().signal,
      followSessions: () => {
        this.followsSessions = true;
      },
      answer: (answer) => this.answer(answer),
    });
  }

  private goneController(): AbortController {
    this.gone ??= new AbortController();
    return this.gone;
  }

  private fail(id: string, error: ErrorShape): void {
    this.answer({ type: 'res', id, ok: false, error });
  }
}

function tooMany(retryAfterMs: number): ErrorShape {
  return {
    code: 'UNAVAILABLE',
    message: 'too many requests on this connection; wait for answers before sending more',
    details: { code: 'TOO_MANY_REQUESTS' },
    retryable: true,
    retryAfterMs,
  };
}
