import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { Credential } from '../auth/credential.js';
import { GatewaySection } from '../config/config-sections.js';
import type { RunCall } from '../openai-runs/run-call.js';
import { CallOrigins } from '../openai-runs/call-origins.service.js';
import { type EmbeddingsRequest, readEmbeddingsRequest } from '../openai-wire/embeddings/embedding-request.js';
import { EmbeddingModelMissingError } from './embeddings.errors.js';

export interface ReadEmbeddingCall {
  request: EmbeddingsRequest;
  agent: ResolvedAgent;
  credential: Credential;
  /** `<provider>/<model id>` of the embedding model. */
  model: string;
}

/** Makes of a call what is to be embedded, for which agent, and by which model. */
@Injectable()
export class EmbeddingRequestReader {
  constructor(
    private readonly origins: CallOrigins,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  /** Throws a `GatewayError` that names the field or header at fault. */
  read(body: unknown, call: RunCall): ReadEmbeddingCall {
    const { credential } = call.owner;
    const request = readEmbeddingsRequest(body, { compat: credential.compat ?? this.gateway.current.http.compat });
    const { agent, model = agent.embeddingModel } = this.origins.find(request.model, call).origin;
    if (model === undefined) throw new EmbeddingModelMissingError(agent.id);
    return { request, agent, credential, model };
  }
}
