import { Inject, Injectable } from '@nestjs/common';
import { type AllowedAgents, AgentResolverService } from '../agents/agent-resolver.service.js';
import { Clock } from '../common/clock.js';
import type { ModelList, ModelObject } from '../openai-wire/model-object.js';

/** Shows agents as models, which is how OpenAI's clients choose them. */
@Injectable()
export class ModelsService {
  private readonly created: number;

  constructor(
    private readonly agents: AgentResolverService,
    @Inject(Clock) clock: Clock,
  ) {
    this.created = Math.floor(clock.now() / 1000);
  }

  /** Those of the agents that the caller may use. */
  list(allowed: AllowedAgents): ModelList {
    return { object: 'list', data: this.agents.list(allowed).map(({ id }) => this.toModel(`openclaw:${id}`)) };
  }

  /** Accepts every name that a request's `model` may have, and echoes it. Throws 404 for others, and 403 for one that is not allowed. */
  find(model: string, allowed: AllowedAgents): ModelObject {
    this.agents.resolve({ model, allowed });
    return this.toModel(model);
  }

  private toModel(id: string): ModelObject {
    return { id, object: 'model', created: this.created, owned_by: 'openclaw' };
  }
}
