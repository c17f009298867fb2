import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';
import { mainSession } from '../sessions/session-name.js';
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

  handle() {
    const agents = this.agents.list();
    return {
      defaultId: agents.find(({ isDefault }) => isDefault)?.id,
      mainKey: mainSession,
      scope: 'per-sender',
      agents: agents.map(({ id, name, isDefault, publicMode }) => {
        return { id, name, default: isDefault, publicMode, model: { primary: this.rows.modelOf(id).ref } };
      }),
    };
  }
}
