import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { gatewayVersion } from '../common/gateway-version.js';
import { EventHub } from './events/event-hub.service.js';
import type { Operator } from './operator.js';

/** Connections that are listed; their number may be thousands. */
const mostListed = 200;

/** One who is there. Nothing in it tells of the host. */
export interface PresenceEntry {
  text: string;
  host: string;
  version: string;
  platform?: string;
  deviceFamily?: string;
  mode: string;
  reason: 'self' | 'connect';
  instanceId?: string;
  scopes?: readonly string[];
  ts: number;
}

/** The gateway itself and the operators connected to it. */
@Injectable()
export class Presence {
  constructor(
    private readonly hub: EventHub,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  list(): PresenceEntry[] {
    return [this.gateway(), ...this.hub.operators.slice(-mostListed).map(toEntry)];
  }

  gateway(): PresenceEntry {
    return {
      text: `Gateway · app ${gatewayVersion} · mode gateway · reason self`,
      host: 'gateway',
      version: gatewayVersion,
      mode: 'gateway',
      reason: 'self',
      ts: this.clock.now(),
    };
  }
}

function toEntry({ client, connectedAt, scopes }: Operator): PresenceEntry {
  const { id, displayName, version, platform, deviceFamily, mode, instanceId } = client;
  const name = displayName ?? id;
  return {
    text: `${name} · app ${version} · mode ${mode} · reason connect`,
    host: name,
    version,
    platform,
    ...(deviceFamily ? { deviceFamily } : {}),
    mode,
    reason: 'connect',
    ...(instanceId ? { instanceId } : {}),
    scopes,
    ts: connectedAt,
  };
}
