import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import { Clock } from '../../common/clock.js';
import { gatewayVersion } from '../../common/gateway-version.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { EventHub } from '../events/event-hub.service.js';
import { noParams } from '../params.js';
import { SessionRows } from '../sessions/session-rows.service.js';

const shownSessions = 10;

@Injectable()
export class StatusMethod implements ControlMethod {
  readonly name = 'status';
  readonly scope = 'operator.read';
  readonly summary = 'Version, uptime, runs, connections and the sessions used last';
  readonly params = noParams;

  private readonly startedAt: number;

  constructor(
    private readonly agents: AgentResolverService,
    private readonly journal: RunJournal,
    private readonly sessions: SessionAdministration,
    private readonly hub: EventHub,
    @Inject(Clock) private readonly clock: Clock,
    private readonly rows: SessionRows,
  ) {
    this.startedAt = clock.monotonic();
  }

  async handle() {
    const { total, sessions } = await this.sessions.find({ limit: shownSessions, offset: 0 });
    const active = this.journal.active().length;
    const model = this.rows.modelOf(undefined);
    return {
      version: gatewayVersion,
      runtimeVersion: gatewayVersion,
      uptimeMs: Math.round(this.clock.monotonic() - this.startedAt),
      runs: { active, finished: this.journal.list().length - active },
      connections: this.hub.operators.length,
      agents: this.agents.list().length,
      sessions: {
        count: total,
        defaults: { model: model.ref, contextTokens: model.contextWindow },
        recent: this.rows.toRows(sessions),
      },
    };
  }
}
