/** What a caller, or an agent's configuration, asks of a model; absent means the provider's own default. */
export interface ModelOptions {
  maxOutputTokens?: number;
  temperature?: number;
  topP?: number;
  frequencyPenalty?: number;
  presencePenalty?: number;
  seed?: number;
  stop?: string[];
  /** Token id to bias, -100 to 100. */
  logitBias?: Record<string, number>;
  reasoningEffort?: string;
  /** Asks for the reasoning in words: `auto`, `concise` or `detailed`. */
  reasoningSummary?: string;
  verbosity?: string;
  serviceTier?: string;
  promptCacheKey?: string;
}
