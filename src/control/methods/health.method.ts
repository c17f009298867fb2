import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { Credential } from '../../auth/credential.js';
import { Clock } from '../../common/clock.js';
import type { HealthPayload, SessionCount } from '../../gateway-protocol/method-payloads.js';
import { ReadinessService } from '../../health/readiness.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { noParams } from '../params.js';

const shownSessions = 5;

@Injectable()
export class HealthMethod implements ControlMethod {
  readonly name = 'health';
  readonly scope = 'operator.read';
  readonly summary = 'Whether runs can be served, and by which agents';
  readonly params = noParams;

  constructor(
    private readonly readiness: ReadinessService,
    private readonly agents: AgentResolverService,
    private readonly sessions: SessionAdministration,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async handle(_params: object, { operator: { credential } }: MethodCall): Promise<HealthPayload> {
    const startedAt = this.clock.monotonic();
    const { ok, reasons = [] } = await this.readiness.check();
    const agents = await Promise.all(
      this.agents.list(credential.agents).map(async ({ id, name, isDefault, publicMode }) => {
        return { agentId: id, name, isDefault, publicMode, sessions: await this.sessionsOf(credential, id) };
      }),
    );
    return {
      ok,
      reasons,
      ts: this.clock.now(),
      durationMs: Math.round(this.clock.monotonic() - startedAt),
      defaultAgentId: this.agents.defaultAgent(credential.agents).id,
      agents,
      sessions: await this.sessionsOf(credential),
      channels: {},
      channelOrder: [],
    };
  }

  private async sessionsOf({ agents, namespace }: Credential, agentId?: string): Promise<SessionCount> {
    const query = { agentId, agents, namespace, limit: shownSessions, offset: 0 };
    const { total, sessions } = await this.sessions.find(query);
    const recent = sessions.map(({ key, updatedAt }) => ({ key, updatedAt, age: this.clock.now() - updatedAt }));
    return { count: total, recent };
  }
}
