import { Injectable, Logger } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { EgressCheck } from '../egress/egress-check.service.js';
import { currentRequestContext } from '../observability/request-context.js';
import type { EmbeddingList } from '../openai-wire/embeddings/embedding-list.js';
import type { EmbeddingsRequest } from '../openai-wire/embeddings/embedding-request.js';
import type { EmbeddingAnswer, EmbeddingInput } from '../providers/embedding.port.js';
import { ModelCallError } from '../providers/model-call.error.js';
import { ModelNotConfiguredError } from '../providers/model-not-configured.error.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import { ProviderError } from '../providers/provider.errors.js';
import { toGatewayError } from '../providers/provider-failure.js';
import type { RequestInspector } from '../providers/request-inspector.js';
import type { ResolvedEmbeddingModel } from '../providers/resolved-model.js';
import { BoundedWork } from '../runs/bounded-work.service.js';
import type { EmbeddingBill } from './embedding-bill.js';
import type { ReadEmbeddingCall } from './embedding-request-reader.service.js';
import { wrongDimensions } from './embeddings.errors.js';
import { toEmbeddingList } from './to-embedding-list.js';

/** For whom a model is asked. */
interface AskedFor {
  agent: ResolvedAgent;
  signal: AbortSignal;
  bill: EmbeddingBill;
}

/** Has the input of a request embedded by the model that was chosen for it. */
@Injectable()
export class Embedder {
  private readonly logger = new Logger(Embedder.name);

  constructor(
    private readonly models: ModelRegistryService,
    private readonly work: BoundedWork,
    private readonly egress: EgressCheck,
  ) {}

  /** Rejects with a `GatewayError`, and with the signal's reason when the caller leaves. Whatever comes of it stands in `bill`. */
  async embed(
    { request, agent, credential, model }: ReadEmbeddingCall,
    caller: AbortSignal,
    bill: EmbeddingBill,
  ): Promise<EmbeddingList> {
    const resolved = this.resolve(model);
    const answer = await this.work.do({ agent, credential }, caller, (signal) =>
      this.ask(resolved, request, { agent, signal, bill }),
    );
    const length = answer.vectors[0]?.length ?? 0;
    if (request.dimensions !== undefined && length !== request.dimensions)
      throw wrongDimensions(request.dimensions, length);
    return toEmbeddingList(answer, { model: request.model ?? `openclaw:${agent.id}`, format: request.format });
  }

  private resolve(model: string): ResolvedEmbeddingModel {
    try {
      return this.models.resolveEmbedding(model);
    } catch (error) {
      if (error instanceof ModelNotConfiguredError) this.logger.warn(`The embedding model ${model}: ${error.detail}`);
      throw error;
    }
  }

  private async ask(
    { ref, providerName, modelId, provider }: ResolvedEmbeddingModel,
    { input, dimensions, format }: EmbeddingsRequest,
    { agent, signal, bill }: AskedFor,
  ): Promise<EmbeddingAnswer> {
    const { id, publicMode } = agent;
    const inspect = this.inspectorFor(agent, input);
    const asked = {
      model: modelId,
      input,
      encoding: format,
      inspect,
      ...(dimensions === undefined ? {} : { dimensions }),
    };
    try {
      bill.asked();
      const answer = await provider.embed(asked, signal);
      bill.answered(answer.inputTokens);
      return answer;
    } catch (error) {
      bill.failed(error);
      if (!(error instanceof ProviderError)) throw error;
      const failure = new ModelCallError(ref, providerName, error);
      if (!signal.aborted) this.logger.warn(`Embedding for the agent ${id} failed: ${failure.message}`);
      throw toGatewayError(failure, { includeDetails: !publicMode });
    }
  }

  /** All that is embedded is the caller's own. */
  private inspectorFor(agent: ResolvedAgent, input: EmbeddingInput): RequestInspector | undefined {
    const runId = currentRequestContext()?.requestId ?? 'embedding';
    const words = { gateway: () => '', caller: () => JSON.stringify(input), attachments: () => [] };
    return this.egress.inspectorFor({ agent, runId, words });
  }
}
