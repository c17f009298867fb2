import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { Credential } from '../../auth/credential.js';
import { gatewayVersion } from '../../common/gateway-version.js';
import { EgressCheck } from '../../egress/egress-check.service.js';
import type { StatusPayload } from '../../gateway-protocol/method-payloads.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { isVisible } from '../../sessions/session-name.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
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
    private readonly egress: EgressCheck,
  ) {}

  async handle(_params: object, { operator }: MethodCall): Promise<StatusPayload> {
    const { agents, namespace } = operator.credential;
    const { total, rows } = await this.rows.list({ agents, namespace, limit: shownSessions, offset: 0 });
    const runs = this.journal.list().filter(({ record }) => isVisible(record.sessionKey, namespace));
    const active = runs.filter((run) => !run.hasEnded).length;
    const model = this.rows.modelOf(this.agents.defaultAgent(agents));
    return {
      version: gatewayVersion,
      runtimeVersion: gatewayVersion,
      uptimeMs: this.uptime.milliseconds,
      runs: { active, finished: runs.length - active },
      connections: this.hub.operators.filter(({ credential }) => sees(namespace, credential)).length,
      agents: this.agents.list(agents).length,
      sessions: {
        count: total,
        defaults: { model: model.ref, contextTokens: model.contextWindow },
        recent: rows,
      },
      ...(agents === undefined && namespace === undefined ? { egressRefused: this.egress.refused } : {}),
    };
  }
}

function sees(namespace: string | undefined, other: Credential): boolean {
  return namespace === undefined || namespace === other.namespace;
}
