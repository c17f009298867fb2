import { Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { ownerClaim } from '../../auth/owner-header.js';
import { OwnerService } from '../../auth/owner.service.js';
import type { ContentPart } from '../../common/conversation.js';
import { invalidRequest } from '../../gateway-protocol/protocol-error.js';
import type { RunRequest } from '../../runs/run-request.js';
import { mainSession } from '../../sessions/session-name.js';
import type { Operator } from '../operator.js';
import { operatorWords } from '../sessions/operator-words.js';
import { SessionKeys } from '../sessions/session-keys.service.js';
import { MessageAttachments } from './message-attachments.service.js';
import type { OperatorMessage } from './operator-run.js';

/** The parameter of `agent` and `chat.send` that has the key. */
const field = 'sessionKey';

/** What an operator asks for. */
export interface OperatorRunRequest {
  request: RunRequest;
  /** For people: what of the message has no effect. */
  warnings: readonly string[];
}

/** Makes of what an operator says what a run needs: its agent and owner decided, its attachments read. */
@Injectable()
export class OperatorRunReader {
  constructor(
    private readonly keys: SessionKeys,
    private readonly owners: OwnerService,
    private readonly attachments: MessageAttachments,
  ) {}

  /** Rejects with an error that names the parameter at fault. */
  async read(message: OperatorMessage, { credential }: Operator): Promise<OperatorRunRequest> {
    const { agentId, sessionKey = mainSession, extraSystemPrompt, senderIsOwner, timeoutMilliseconds } = message;
    const agent = this.keys.agentOf({ key: sessionKey, agentId, field, credential });
    // The run belongs to the gateway: it ends by itself, by its limits, or when an operator cancels it.
    const { signal } = new AbortController();
    const owner = this.owners.resolve({ credential, header: ownerClaim(senderIsOwner) }, agent.publicMode);
    const request: RunRequest = {
      agent,
      owner,
      credential,
      session: { header: sessionKey, words: operatorWords(field) },
      instructions: extraSystemPrompt === undefined ? [] : [extraSystemPrompt],
      messages: [{ role: 'user', content: await this.contentOf(message, agent, signal) }],
      clientTools: [],
      toolChoice: { type: 'auto' },
      options: {},
      timeoutMilliseconds,
      signal,
    };
    return { request, warnings: owner.warning === undefined ? [] : [owner.warning] };
  }

  private async contentOf(
    { message, attachments = [] }: OperatorMessage,
    agent: ResolvedAgent,
    signal: AbortSignal,
  ): Promise<ContentPart[]> {
    if (message.trim() === '' && attachments.length === 0) {
      throw invalidRequest('the message is empty; send a text or an attachment');
    }
    const files = await this.attachments.read(attachments, agent, signal);
    return message === '' ? files : [{ type: 'text', text: message }, ...files];
  }
}
