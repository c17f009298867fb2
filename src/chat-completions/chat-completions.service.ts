import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import { resolveOwner } from '../auth/resolve-owner.js';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { GatewaySection } from '../config/config-sections.js';
import { EventStream } from '../http/event-stream.js';
import type { RouteHeaders } from '../http/route-headers.decorator.js';
import { annotateRequest } from '../observability/request-context.js';
import type { ChatCompletion } from '../openai-wire/chat/chat-completion.js';
import { type ChatRequest, readChatRequest } from '../openai-wire/chat/chat-request.js';
import type { RunRequest } from '../runs/run-request.js';
import { RunsService } from '../runs/runs.service.js';
import { AttachmentReader } from './attachment-reader.service.js';
import { setIgnoredFields, setProcessingTime, setRunHeaders } from './answer-headers.js';
import { toChunks } from './to-chunks.js';
import { toCompletion } from './to-completion.js';
import { toRunRequest } from './to-run-request.js';

/** What a call brings besides its body. */
export interface ChatCall {
  owner: OwnerContext;
  route: RouteHeaders;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  response: Response;
}

@Injectable()
export class ChatCompletionsService {
  private readonly logger = new Logger(ChatCompletionsService.name);

  constructor(
    private readonly agents: AgentResolverService,
    private readonly attachments: AttachmentReader,
    private readonly runs: RunsService,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  async complete(body: unknown, call: ChatCall): Promise<ChatCompletion | EventStream> {
    const acceptedAt = this.clock.monotonic();
    const request = readChatRequest(body, { compat: this.gateway.current.http.compat });
    const agent = this.agents.resolve({ model: request.model, agentHeader: call.route.agentId });
    const run = this.runs.start(await this.toRunRequest(request, agent, call));
    const answer = {
      id: this.ids.prefixed('chatcmpl-'),
      created: Math.floor(this.clock.now() / 1000),
      model: request.model ?? `openclaw:${agent.id}`,
    };
    annotateRequest({ agentId: agent.id, runId: run.id });
    setRunHeaders(call.response, agent, run);
    setIgnoredFields(call.response, request.ignoredFields);
    const onFirst = (): void => {
      setProcessingTime(call.response, this.clock.monotonic() - acceptedAt);
    };
    if (request.stream) {
      return new EventStream(toChunks(run.events, { ...answer, includeUsage: request.includeUsage }), onFirst);
    }
    const completion = await toCompletion(run.events, answer);
    onFirst();
    return completion;
  }

  private toRunRequest(request: ChatRequest, agent: ResolvedAgent, call: ChatCall): Promise<RunRequest> {
    const owner = resolveOwner(call.owner, agent.publicMode);
    annotateRequest({ isOwner: owner.isOwner, ownerBecause: owner.why });
    if (owner.warning !== undefined) {
      this.logger.warn(owner.warning);
      call.response.setHeader('x-openclaw-warning', owner.warning);
    }
    const { signal, route } = call;
    return toRunRequest(request, { agent, owner, sessionHeader: route.sessionKey, signal }, (part) =>
      this.attachments.read(part, agent, signal),
    );
  }
}
