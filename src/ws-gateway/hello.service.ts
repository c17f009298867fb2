import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import type { Credential } from '../auth/credential.js';
import { gatewayVersion } from '../common/gateway-version.js';
import { GatewaySection } from '../config/config-sections.js';
import { ControlDispatcher } from '../control/control-dispatcher.service.js';
import { eventNames } from '../control/events/event-hub.service.js';
import type { Operator } from '../control/operator.js';
import { Presence } from '../control/presence.service.js';
import { Uptime } from '../control/uptime.service.js';
import { maxPayload, tickIntervalMs } from '../gateway-protocol/limits.js';
import type { HelloPayload } from '../gateway-protocol/payloads.js';
import { protocolVersion } from '../gateway-protocol/protocol-version.js';
import { keyOfPlace } from '../sessions/session-key.js';
import { mainSession } from '../sessions/session-name.js';

/** What a client is told when it is let in. */
@Injectable()
export class Hello {
  constructor(
    private readonly dispatcher: ControlDispatcher,
    private readonly agents: AgentResolverService,
    private readonly presence: Presence,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly uptime: Uptime,
  ) {}

  to(operator: Operator): HelloPayload {
    const { connectionId, credential, scopes } = operator;
    return {
      type: 'hello-ok',
      protocol: protocolVersion,
      server: { version: gatewayVersion, connId: connectionId },
      features: {
        methods: this.dispatcher.methodNames(operator),
        events: ['connect.challenge', ...eventNames],
        capabilities: [],
      },
      snapshot: this.snapshot(credential),
      auth: { method: credential.kind, role: 'operator', scopes },
      policy: { maxPayload, maxBufferedBytes: this.gateway.current.ws.maxBufferedBytes, tickIntervalMs },
    };
  }

  private snapshot({ agents, namespace }: Credential): Record<string, unknown> {
    const defaultAgentId = this.agents.defaultOf(agents)?.id ?? null;
    const place = { agentId: defaultAgentId ?? '', namespace };
    return {
      // Who else is connected is a question of its own: it may be thousands.
      presence: [this.presence.gateway()],
      stateVersion: { presence: 0, health: 0 },
      uptimeMs: this.uptime.milliseconds,
      sessionDefaults: {
        defaultAgentId,
        mainKey: mainSession,
        mainSessionKey: defaultAgentId === null ? null : keyOfPlace(place, mainSession),
        scope: 'per-sender',
      },
    };
  }
}
