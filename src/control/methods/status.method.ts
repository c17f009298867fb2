import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import { gatewayVersion } from '../../common/gateway-version.js';
import type { StatusPayload } from '../../gateway-protocol/method-payloads.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { EventHub } from '../events/event-hub.service.js';
import { noParams } from '../params.js';
import { SessionRows } from '../sessions/session-rows.service.js';
import { Uptime } from '../uptime.service.js';

const shownSessions = 10;

@Injectable()
export class StatusMethod implements ControlMethod {
  readonly name = 'status';
  readonly scope = 'operator.read';
  readonly summary = 'Version, uptime, runs, connections and the sessions used last';
  readonly params = noParams;

  constructor(
    private readonly agents: AgentResolverService,
    private readonly journal: RunJournal,
    private readonly hub: EventHub,
    private readonly rows: SessionRows,
    private readonly uptime: Uptime,
  ) {}

  async handle(): Promise<StatusPayload> {
    const { total, rows } = await this.rows.list({ limit: shownSessions, offset: 0 });
    const active = this.journal.active().length;
    const model = this.rows.modelOf(this.agents.defaultAgent());
    return {
      version: gatewayVersion,
      runtimeVersion: gatewayVersion,
      uptimeMs: this.uptime.milliseconds,
      runs: { active, finished: this.journal.list().length - active },
      connections: this.hub.operators.length,
      agents: this.agents.list().length,
      sessions: {
        count: total,
        defaults: { model: model.ref, contextTokens: model.contextWindow },
        recent: rows,
      },
    };
  }
}
