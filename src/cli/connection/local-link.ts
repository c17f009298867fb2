import { gatewayVersion } from '../../common/gateway-version.js';
import type { ControlDispatcher } from '../../control/control-dispatcher.service.js';
import type { EventHub, EventReceiver } from '../../control/events/event-hub.service.js';
import type { Operator } from '../../control/operator.js';
import type { ResponseFrame } from '../../gateway-protocol/frames.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import { operatorScopes } from '../../gateway-protocol/scopes.js';
import type { EventListener, GatewayLink } from '../gateway-link.port.js';
import { isFirstOfTwo } from './is-first-of-two.js';

/** The parts of a gateway in this process. */
export interface LocalGateway {
  dispatcher: Pick<ControlDispatcher, 'dispatch'>;
  hub: Pick<EventHub, 'add'>;
  /** Milliseconds since the epoch, when the link is made. */
  now: number;
  /** Stops the runs that are still at work, and then the gateway. */
  close(): Promise<void>;
}

/** A gateway in this process, spoken to as over the network. Whoever runs it has its files, and so is its owner. */
export class LocalLink implements GatewayLink {
  readonly hello = { version: gatewayVersion, scopes: operatorScopes };
  readonly closed: Promise<string>;
  private readonly gone = new AbortController();
  private readonly listeners = new Set<EventListener>();
  private readonly operator: Operator;
  private markClosed: (reason: string) => void = () => undefined;
  private count = 0;

  constructor(private readonly gateway: LocalGateway) {
    this.closed = new Promise((resolve) => {
      this.markClosed = resolve;
    });
    this.operator = localOperator(gateway.now);
    gateway.hub.add(this.receiver());
  }

  async request(method: string, params?: unknown, onAccepted?: (payload: unknown) => void): Promise<unknown> {
    let last: ResponseFrame | undefined;
    this.count += 1;
    await this.gateway.dispatcher.dispatch(
      { type: 'req', id: String(this.count), method, params },
      {
        operator: this.operator,
        signal: this.gone.signal,
        followSessions: () => undefined,
        answer: (frame) => {
          last = frame;
          if (frame.ok && isFirstOfTwo(frame.payload)) onAccepted?.(frame.payload);
        },
      },
    );
    if (!last) throw new Error(`The method ${method} gave no answer.`);
    if (!last.ok) throw new ProtocolError(last.error);
    return last.payload;
  }

  onEvent(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs that are still at work are stopped. */
  async close(): Promise<void> {
    this.gone.abort();
    await this.gateway.close();
    this.markClosed('closed');
  }

  private receiver(): EventReceiver {
    return {
      operator: this.operator,
      followsSessions: true,
      send: (event, payload) => {
        for (const listener of [...this.listeners]) listener(event, JSON.parse(payload));
      },
    };
  }
}

function localOperator(connectedAt: number): Operator {
  return {
    connectionId: 'local',
    credential: { id: 'local', kind: 'none', mayBeOwner: true },
    scopes: operatorScopes,
    client: { id: 'cli', version: gatewayVersion, platform: process.platform, mode: 'cli' },
    connectedAt,
  };
}
