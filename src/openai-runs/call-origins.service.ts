import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import { OwnerService } from '../auth/owner.service.js';
import { ModelOverride } from '../runs/model-override.service.js';
import type { RunRequest } from '../runs/run-request.js';
import type { RunCall } from './run-call.js';

/** Who asks for a run, of which agent, and by which way. */
export type CallOrigin = Pick<RunRequest, 'agent' | 'owner' | 'credential' | 'model' | 'messageChannel' | 'signal'> & {
  sessionHeader: string | undefined;
};

export interface FoundOrigin {
  origin: CallOrigin;
  /** For people, what led to the agent. */
  agentBecause: string;
}

/** Decides of a call what its headers and its `model` say. */
@Injectable()
export class CallOrigins {
  constructor(
    private readonly agents: AgentResolverService,
    private readonly owners: OwnerService,
    private readonly override: ModelOverride,
  ) {}

  /** Throws a `GatewayError` where no agent for this caller answers to the name, or it may not choose the model. */
  find(modelName: string | undefined, call: RunCall): FoundOrigin {
    const { owner: sender, route, signal } = call;
    const { credential } = sender;
    const { agent, because: agentBecause } = this.agents.choose({
      model: modelName,
      agentHeader: route.agentId,
      allowed: credential.agents,
    });
    const owner = this.owners.resolve(sender, agent.publicMode);
    if (owner.warning !== undefined) call.warn(owner.warning);
    const model = this.override.read(route.model, owner);
    const { sessionKey: sessionHeader, messageChannel } = route;
    return { agentBecause, origin: { agent, owner, credential, model, messageChannel, sessionHeader, signal } };
  }
}
