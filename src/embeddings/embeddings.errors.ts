import { InvalidRequestError } from '../common/gateway-error.js';
import { unsupportedValue } from '../common/request-errors.js';
import { requestHeaderNames } from '../http/request-header-names.js';

/** 400: there is nothing that the agent could embed with. */
export class EmbeddingModelMissingError extends InvalidRequestError {
  constructor(agentId: string) {
    super(
      `The agent '${agentId}' has no embedding model. Set agents.defaults.embeddingModel, or embeddingModel of the agent, to ` +
        `"<provider>/<model id>" in the configuration; or, as the owner, name one in the header ${requestHeaderNames.model}.`,
      { param: 'model', code: 'embedding_model_not_configured' },
    );
  }
}

/** 400: a vector of another length than asked for would fit into nobody's index. */
export function wrongDimensions(asked: number, given: number): InvalidRequestError {
  return unsupportedValue(
    'dimensions',
    `The embedding model answers with ${given} dimensions, not with ${asked}. Leave 'dimensions' out, or use a model that ` +
      'can shorten its embeddings.',
  );
}
