import type { WebSocket } from 'ws';
import type { Clock } from '../common/clock.js';
import type { Ids } from '../common/ids.js';
import type { ControlDispatcher } from '../control/control-dispatcher.service.js';
import type { EventName, EventReceiver } from '../control/events/event-hub.service.js';
import type { Operator } from '../control/operator.js';
import type { RequestFrame, ResponseFrame } from '../gateway-protocol/frames.js';
import type { ErrorShape } from '../gateway-protocol/protocol-error.js';
import { withRequestContext } from '../observability/request-context.js';
import type { FrameSender } from './frame-sender.js';
import { parseFrame } from './parse-frame.js';
import { WatchedClient } from './watched-client.js';

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
export class ConnectedClient extends WatchedClient implements EventReceiver {
  followsSessions = false;
  private seq = 0;
  private underWay = 0;
  /** Made with the first request: most clients of a busy gateway only listen. */
  private gone: AbortController | undefined;

  constructor(
    socket: WebSocket,
    sender: FrameSender,
    readonly operator: Operator,
    private readonly services: ConnectedClientServices,
  ) {
    super(socket, sender, operator.credential, services.clock);
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

  protected override read(text: string, isTooMuch: boolean): void {
    const parsed = parseFrame(text);
    if (parsed.kind === 'fault') this.fail(parsed.id, parsed.error);
    else if (isTooMuch) this.fail(parsed.frame.id, tooMany(this.waitMilliseconds));
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
