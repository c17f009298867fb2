import { ProviderError, hasUsedNothing } from '../providers/provider.errors.js';

/** What a call for embeddings has used, as far as is known at any time; `estimate` is what its input is taken to have. */
export class EmbeddingBill {
  private used = 0;

  constructor(private readonly estimate: number) {}

  /** To be called before the provider is asked. */
  asked(): void {
    this.used = this.estimate;
  }

  /** 0 where the provider does not count. */
  answered(inputTokens: number): void {
    if (inputTokens > 0) this.used = inputTokens;
  }

  /** What is no failure of the provider came before it was asked. */
  failed(error: unknown): void {
    if (!(error instanceof ProviderError) || hasUsedNothing(error)) this.used = 0;
  }

  get tokens(): number {
    return this.used;
  }
}
