import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { AgentsListPayload } from '../../gateway-protocol/method-payloads.js';
import { mainSession } from '../../sessions/session-name.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { noParams } from '../params.js';
import { SessionRows } from '../sessions/session-rows.service.js';

@Injectable()
export class AgentsListMethod implements ControlMethod {
  readonly name = 'agents.list';
  readonly scope = 'operator.read';
  readonly summary = 'The agents, their models, and which of them is the default';
  readonly params = noParams;

  constructor(
    private readonly agents: AgentResolverService,
    private readonly rows: SessionRows,
  ) {}

  handle(_params: object, { operator }: MethodCall): AgentsListPayload {
    const { agents: allowed } = operator.credential;
    return {
      defaultId: this.agents.defaultAgent(allowed).id,
      mainKey: mainSession,
      scope: 'per-sender',
      agents: this.agents.list(allowed).map((agent) => {
        const { id, name, isDefault, publicMode } = agent;
        return { id, name, default: isDefault, publicMode, model: { primary: this.rows.modelOf(agent).ref } };
      }),
    };
  }
}
