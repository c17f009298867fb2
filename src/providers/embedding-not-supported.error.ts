import { InvalidRequestError } from '../common/gateway-error.js';

const reasons = {
  'no-embeddings': {
    message:
      "The provider of this agent's embedding model has no embeddings. The operator sets agents.*.embeddingModel to a " +
      'model of an OpenAI-compatible provider or of Google.',
    options: { param: 'model', code: 'embeddings_not_supported' },
  },
  'no-tokens': {
    message: "The embedding model of this agent does not take tokens. Send the text itself as 'input'.",
    options: { param: 'input', code: 'unsupported_value' },
  },
} as const;

/** 400: the provider of the embedding model embeds nothing, or not tokens. Names no provider. */
export class EmbeddingNotSupportedError extends InvalidRequestError {
  constructor(reason: keyof typeof reasons) {
    super(reasons[reason].message, reasons[reason].options);
  }
}
