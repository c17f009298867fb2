import { Inject, Injectable } from '@nestjs/common';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import { Ids } from '../common/ids.js';
import type { CallOrigin } from '../openai-runs/call-origins.service.js';
import type { ResponsesRequest } from '../openai-wire/responses/responses-request.js';
import type { SessionChoice } from '../runs/run-request.js';
import { sessionKeyOf } from '../runs/session-key-of.js';
import { ResponseAccess } from './response-access.service.js';
import type { ResponseHead } from './response-store.port.js';
import { ResponseNotFoundError } from './responses.errors.js';
import { toSessionChoice } from './to-session-choice.js';

/** A response that is asked for. */
export interface AskedResponse {
  request: ResponsesRequest;
  origin: CallOrigin;
}

/** A response that has its id and its place. */
export interface BegunResponse {
  id: string;
  session: SessionChoice;
}

/** Gives a response its id, and decides which session it is a turn of, and where in it. */
@Injectable()
export class ResponseSessions {
  constructor(
    private readonly access: ResponseAccess,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** Rejects with `ResponseNotFoundError` for an earlier response that this caller and agent cannot go on with. */
  async begin({ request, origin }: AskedResponse, sender: OwnerContext): Promise<BegunResponse> {
    const id = this.ids.prefixed('resp_');
    const { user, state } = request;
    const { agent, owner, credential, sessionHeader: header } = origin;
    const named = sessionKeyOf({ agent, owner, credential, session: { header, user } }, this.ids);
    const previous = await this.previous({ request, origin }, sender);
    return {
      id,
      session: toSessionChoice({
        place: { agentId: agent.id, namespace: credential.namespace },
        responseId: id,
        state,
        named,
        previous,
      }),
    };
  }

  private async previous({ request, origin }: AskedResponse, sender: OwnerContext): Promise<ResponseHead | undefined> {
    const { previousResponseId: id } = request.state;
    if (id === undefined) return undefined;
    const param = 'previous_response_id';
    const previous = await this.access.find(id, sender, param);
    const isSame = previous.agentId === origin.agent.id && previous.isOwner === origin.owner.isOwner;
    if (!isSame) throw new ResponseNotFoundError(id, param);
    return previous;
  }
}
