import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { hasScope } from '../../gateway-protocol/scopes.js';
import { agentOfKey, isVisible } from '../../sessions/session-name.js';
import type { Operator } from '../operator.js';

/** Names of all events that a connected operator may get. */
export const eventNames = ['agent', 'chat', 'sessions.changed', 'tick', 'shutdown'] as const;
export type EventName = (typeof eventNames)[number];

/** Somebody who is told of events. `send` gets the payload as JSON text, and must not throw. */
export interface EventReceiver {
  readonly operator: Operator;
  followsSessions: boolean;
  send(event: EventName, payload: string): void;
}

/** Tells connected operators what happens. Only those who may read learn contents. */
@Injectable()
export class EventHub {
  private readonly receivers = new Set<EventReceiver>();
  /** Those of them who may read; asked for every piece of every run, so it is counted beforehand. */
  private readonly readers = new Set<EventReceiver>();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** Returns what ends it. */
  add(receiver: EventReceiver): () => void {
    this.receivers.add(receiver);
    if (mayRead(receiver)) this.readers.add(receiver);
    return () => {
      this.receivers.delete(receiver);
      this.readers.delete(receiver);
    };
  }

  get operators(): Operator[] {
    return [...this.receivers].map(({ operator }) => operator);
  }

  get hasReaders(): boolean {
    return this.readers.size > 0;
  }

  /** What runs do: for all who may read, and see the session. */
  publish(event: EventName, payload: { sessionKey: string }): void {
    sendTo(seeing(this.readers, payload.sessionKey), event, payload);
  }

  /** Without contents: for everybody. */
  announce(event: EventName, payload: object): void {
    sendTo(this.receivers, event, payload);
  }

  sessionChanged(sessionKey: string, reason: 'turn' | 'reset' | 'delete'): void {
    const payload = { sessionKey, key: sessionKey, agentId: agentOfKey(sessionKey), reason, ts: this.clock.now() };
    sendTo(
      seeing(this.readers, sessionKey).filter((receiver) => receiver.followsSessions),
      'sessions.changed',
      payload,
    );
  }
}

function seeing(receivers: Iterable<EventReceiver>, sessionKey: string): EventReceiver[] {
  return [...receivers].filter(({ operator }) => isVisible(sessionKey, operator.credential.namespace));
}

function sendTo(receivers: Iterable<EventReceiver>, event: EventName, payload: object): void {
  const text = JSON.stringify(payload);
  // A receiver that is too slow is taken out while it is sent to.
  for (const receiver of [...receivers]) receiver.send(event, text);
}

function mayRead({ operator }: EventReceiver): boolean {
  return hasScope(operator.scopes, 'operator.read');
}
