import type { EventName, EventReceiver } from '../../src/control/events/event-hub.service.js';
import type { Operator } from '../../src/control/operator.js';
import { operatorScopes } from '../../src/gateway-protocol/scopes.js';

/** The owner with every scope, unless overridden. */
export function operator(overrides: Partial<Operator> = {}): Operator {
  return {
    connectionId: 'connection_1',
    credential: { id: 'shared-token', kind: 'token', mayBeOwner: true },
    scopes: operatorScopes,
    client: { id: 'test', version: '1.0.0', platform: 'linux', mode: 'test' },
    connectedAt: Date.UTC(2026, 0, 1),
    ...overrides,
  };
}

/** One who is told of events, and writes them down. */
export class RecordingReceiver implements EventReceiver {
  readonly received: { event: EventName; payload: Record<string, unknown> }[] = [];
  readonly operator: Operator;

  constructor(
    overrides: Partial<Operator> = {},
    public followsSessions = false,
  ) {
    this.operator = operator(overrides);
  }

  send(event: EventName, payload: string): void {
    this.received.push({ event, payload: JSON.parse(payload) as Record<string, unknown> });
  }

  payloads(event: EventName): Record<string, unknown>[] {
    return this.received.filter((told) => told.event === event).map(({ payload }) => payload);
  }
}
