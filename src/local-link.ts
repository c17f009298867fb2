import type { INestApplicationContext } from '@nestjs/common';
import type { EventListener, GatewayLink } from './cli/command.js';
import { Clock } from './common/clock.js';
import { gatewayVersion } from './common/gateway-version.js';
import { isJsonObject } from './common/json.js';
import { ControlDispatcher } from './control/control-dispatcher.service.js';
import { EventHub, type EventReceiver } from './control/events/event-hub.service.js';
import type { Operator } from './control/operator.js';
import type { ResponseFrame } from './gateway-protocol/frames.js';
import { ProtocolError } from './gateway-protocol/protocol-error.js';
import { operatorScopes } from './gateway-protocol/scopes.js';
import { RunsService } from './runs/runs.service.js';

/** A gateway in this process, spoken to as over the network. Whoever runs it has its files, and so is its owner. */
export class LocalLink implements GatewayLink {
  readonly hello = { version: gatewayVersion, scopes: operatorScopes };
  readonly closed: Promise<string>;
  private readonly gone = new AbortController();
  private readonly listeners = new Set<EventListener>();
  private readonly receiver: EventReceiver;
  private markClosed: (reason: string) => void = () => undefined;
  private count = 0;

  constructor(private readonly app: INestApplicationContext) {
    this.closed = new Promise((resolve) => {
      this.markClosed = resolve;
    });
    this.receiver = {
      operator: localOperator(app.get<Clock>(Clock)),
      followsSessions: true,
      send: (event, payload) => {
        for (const listener of [...this.listeners]) listener(event, JSON.parse(payload));
      },
    };
    app.get(EventHub).add(this.receiver);
  }

  async request(method: string, params?: unknown, onAccepted?: (payload: unknown) => void): Promise<unknown> {
    let last: ResponseFrame | undefined;
    this.count += 1;
    await this.app.get(ControlDispatcher).dispatch(
      { type: 'req', id: String(this.count), method, params },
      {
        operator: this.receiver.operator,
        signal: this.gone.signal,
        followSessions: () => undefined,
        answer: (frame) => {
          last = frame;
          if (frame.ok && isJsonObject(frame.payload) && frame.payload['status'] === 'accepted') {
            onAccepted?.(frame.payload);
          }
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
    await this.app.get(RunsService).drain(0);
    await this.app.close();
    this.markClosed('closed');
  }
}

function localOperator(clock: Clock): Operator {
  return {
    connectionId: 'local',
    credential: { id: 'local', kind: 'none', mayBeOwner: true },
    scopes: operatorScopes,
    client: { id: 'cli', version: gatewayVersion, platform: process.platform, mode: 'cli' },
    connectedAt: clock.now(),
  };
}
