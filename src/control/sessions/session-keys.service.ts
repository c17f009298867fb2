import { Injectable } from '@nestjs/common';
import { parseAgentId } from '../../agents/agent-id.js';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { Credential } from '../../auth/credential.js';
import { explicitSessionKey, keptSessionKey } from '../../sessions/session-key.js';
import { agentOfKey } from '../../sessions/session-name.js';
import { operatorWords } from './operator-words.js';

/** What an operator says about a session. */
export interface SessionChoice {
  /** A whole key, or a name within the agent. */
  key: string;
  /** Default: the agent of the key, else the default agent. */
  agentId?: string | undefined;
  /** The parameter that has the key, for errors. */
  field: string;
  /** Of whoever asks. */
  credential: Pick<Credential, 'agents' | 'namespace'>;
}

/** Finds out which agent and which session operators mean. A contradiction between the two is status 400. */
@Injectable()
export class SessionKeys {
  constructor(private readonly agents: AgentResolverService) {}

  /** The agent that is to run in the session. Throws 400 for a malformed id, 404 for an unknown agent, 403 for one of others. */
  agentOf({ key, agentId, field, credential: { agents } }: SessionChoice): ResolvedAgent {
    if (agentId !== undefined) return this.agents.named(agentId, 'agentId', agents);
    const named = agentOfKey(key);
    return named === undefined ? this.agents.defaultAgent(agents) : this.agents.named(named, field, agents);
  }

  /** The whole key of a session that a run may have. Throws as a run would, and as `agentOf` does. */
  usable(choice: SessionChoice): string {
    const place = { agentId: this.agentOf(choice).id, namespace: choice.credential.namespace };
    return explicitSessionKey(place, choice.key, operatorWords(choice.field));
  }

  /**
   * The whole key of a session that may be kept, also one of an agent that is no longer configured. Throws 400, and 403 for an
   * agent that is not for the caller.
   */
  kept({ key, agentId, field, credential: { agents, namespace } }: SessionChoice): string {
    const request = {
      given: key,
      agentId: agentId === undefined ? undefined : parseAgentId(agentId, 'agentId'),
      defaultAgentId: this.agents.defaultAgent(agents).id,
      namespace,
    };
    const whole = keptSessionKey(request, operatorWords(field));
    this.agents.checkAllowed({ id: agentOfKey(whole) ?? '' }, agents);
    return whole;
  }
}
