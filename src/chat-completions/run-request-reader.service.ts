import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import { OwnerService } from '../auth/owner.service.js';
import { GatewaySection } from '../config/config-sections.js';
import type { RouteHeaders } from '../http/route-headers.decorator.js';
import { type ChatRequest, readChatRequest } from '../openai-wire/chat/chat-request.js';
import type { RunRequest } from '../runs/run-request.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { toRunRequest } from './to-run-request.js';

/** What a request for a run brings besides its body, by whatever door it came. */
export interface RunCall {
  owner: OwnerContext;
  route: RouteHeaders;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  /** Is told in ASCII what the caller should know, whatever becomes of the request. */
  warn: (text: string) => void;
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

  /** Rejects with a `GatewayError` that names the field at fault. */
  async read(body: unknown, { owner: sender, route, signal, warn }: RunCall): Promise<ReadCall> {
    const request = readChatRequest(body, { compat: this.gateway.current.http.compat });
    const { agent, because: agentBecause } = this.agents.choose({ model: request.model, agentHeader: route.agentId });
    const owner = this.owners.resolve(sender, agent.publicMode);
    if (owner.warning !== undefined) warn(owner.warning);
    const origin = { agent, owner, sessionHeader: route.sessionKey, signal };
    const runRequest = await toRunRequest(request, origin, (part) => this.attachments.read(part, agent, signal));
    return { request, agentBecause, runRequest };
  }
}
