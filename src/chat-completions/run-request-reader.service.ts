import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import { OwnerService } from '../auth/owner.service.js';
import { GatewaySection } from '../config/config-sections.js';
import type { RouteHeaders } from '../http/route-headers.decorator.js';
import { setWarning } from '../http/run-headers.js';
import { type ChatRequest, readChatRequest } from '../openai-wire/chat/chat-request.js';
import type { RunRequest } from '../runs/run-request.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { toRunRequest } from './to-run-request.js';

/** What a call brings besides its body. */
export interface ChatCall {
  owner: OwnerContext;
  route: RouteHeaders;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  response: Response;
}

/** What was asked for, as the client wrote it and as a run takes it. */
export interface ReadCall {
  request: ChatRequest;
  /** For people, what led to the agent. */
  agentBecause: string;
  runRequest: RunRequest;
}

/** Makes of a call what a run needs: its body checked, its agent and owner decided, its attachments read. */
@Injectable()
export class RunRequestReader {
  constructor(
    private readonly agents: AgentResolverService,
    private readonly owners: OwnerService,
    private readonly attachments: AttachmentReader,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  /** Rejects with a `GatewayError` that names the field at fault. Warnings are set on the response, whatever becomes of it. */
  async read(body: unknown, { owner: sender, route, signal, response }: ChatCall): Promise<ReadCall> {
    const request = readChatRequest(body, { compat: this.gateway.current.http.compat });
    const { agent, because: agentBecause } = this.agents.choose({ model: request.model, agentHeader: route.agentId });
    const owner = this.owners.resolve(sender, agent.publicMode);
    if (owner.warning !== undefined) setWarning(response, owner.warning);
    const origin = { agent, owner, sessionHeader: route.sessionKey, signal };
    const runRequest = await toRunRequest(request, origin, (part) => this.attachments.read(part, agent, signal));
    return { request, agentBecause, runRequest };
  }
}
