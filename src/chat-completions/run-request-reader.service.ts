import { Inject, Injectable } from '@nestjs/common';
import { GatewaySection } from '../config/config-sections.js';
import { AttachmentReader } from '../openai-runs/attachment-reader.service.js';
import type { RunCall } from '../openai-runs/run-call.js';
import { CallOrigins } from '../openai-runs/call-origins.service.js';
import { type ChatRequest, readChatRequest } from '../openai-wire/chat/chat-request.js';
import type { RunRequest } from '../runs/run-request.js';
import { toRunRequest } from './to-run-request.js';

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
    private readonly origins: CallOrigins,
    private readonly attachments: AttachmentReader,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  /** Rejects with a `GatewayError` that names the field at fault. */
  async read(body: unknown, call: RunCall): Promise<ReadCall> {
    const { compat, endpoints } = this.gateway.current.http;
    const request = readChatRequest(body, { compat: call.owner.credential.compat ?? compat });
    const { origin, agentBecause } = this.origins.find(request.model, call);
    const imageUrls = {
      allowed: endpoints.chatCompletions.images.allowUrl,
      setting: 'gateway.http.endpoints.chatCompletions.images.allowUrl',
    };
    const runRequest = await toRunRequest(request, origin, (part) =>
      this.attachments.read(part, { origin, imageUrls }),
    );
    return { request, agentBecause, runRequest };
  }
}
