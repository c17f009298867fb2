import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import type { Credential } from '../auth/credential.js';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import { OwnerService } from '../auth/owner.service.js';
import type { JsonObject } from '../common/json.js';
import { namespaceOf } from '../sessions/session-name.js';
import { type ResponseHead, ResponseStore } from './response-store.port.js';
import { ResponseNotFoundError } from './responses.errors.js';

/**
 * Finds kept responses for those who may know of them: the credential that asked, as owner or not as it was then, and the owner by
 * the shared credential, who sees those of all named keys.
 */
@Injectable()
export class ResponseAccess {
  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly agents: AgentResolverService,
    private readonly owners: OwnerService,
  ) {}

  /** Rejects with `ResponseNotFoundError`; `param` is the field that named the response. */
  async find(id: string, sender: OwnerContext, param?: string): Promise<ResponseHead> {
    const response = await this.findAny(id, sender);
    if (!response) throw new ResponseNotFoundError(id, param);
    return response;
  }

  /** Of a response that was found. Rejects as `find`, where it is deleted meanwhile. */
  async input(id: string): Promise<readonly JsonObject[]> {
    const input = await this.store.input(id);
    if (!input) throw new ResponseNotFoundError(id);
    return input;
  }

  /** As `find`; undefined where that rejects. */
  async findAny(id: string, sender: OwnerContext): Promise<ResponseHead | undefined> {
    const response = await this.store.load(id);
    const agent = response && this.agents.list(sender.credential.agents).find(({ id }) => id === response.agentId);
    if (!agent) return undefined;
    const { isOwner } = this.owners.resolve(sender, agent.publicMode);
    if (response.credentialId !== sender.credential.id) {
      return isOwner && isShared(sender.credential) && isOfKey(response) ? response : undefined;
    }
    return isOwner === response.isOwner ? response : undefined;
  }
}

function isShared({ kind }: Credential): boolean {
  return kind === 'token' || kind === 'password';
}

function isOfKey({ session }: ResponseHead): boolean {
  return namespaceOf(session.key) !== undefined;
}
