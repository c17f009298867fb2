import { Injectable } from '@nestjs/common';
import { parseAgentId } from '../../agents/agent-id.js';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
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
}

/** Finds out which agent and which session operators mean. A contradiction between the two is status 400. */
@Injectable()
export class SessionKeys {
  constructor(private readonly agents: AgentResolverService) {}

  /** The agent that is to run in the session. Throws 400 for a malformed id and 404 for an unknown agent. */
  agentOf({ key, agentId, field }: SessionChoice): ResolvedAgent {
    if (agentId !== undefined) return this.agents.named(agentId, 'agentId');
    const named = agentOfKey(key);
    return named === undefined ? this.agents.defaultAgent() : this.agents.named(named, field);
  }

  /** The whole key of a session that a run may have. Throws as a run would, and as `agentOf` does. */
  usable(choice: SessionChoice): string {
    return explicitSessionKey(this.agentOf(choice).id, choice.key, operatorWords(choice.field));
  }

  /** The whole key of a session that may be kept, also one of an agent that is no longer configured. Throws 400. */
  kept({ key, agentId, field }: SessionChoice): string {
    const request = {
      given: key,
      agentId: agentId === undefined ? undefined : parseAgentId(agentId, 'agentId'),
      defaultAgentId: this.agents.defaultAgent().id,
    };
    return keptSessionKey(request, operatorWords(field));
  }
}
