import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider';
import type { ProviderApi, ProviderConfig } from '../../config/models.config.js';

/** The provider APIs that this adapter speaks. */
export type AiSdkApi = Extract<ProviderApi, 'anthropic-messages' | 'google-generative-ai'>;

/** What a model is made with, beside its provider's configuration. */
export interface ModelSurroundings {
  fetch: typeof globalThis.fetch;
  /** Makes an id for a tool call that the provider gave none. */
  generateId: () => string;
}

/*
 * Address and key are always given, even when empty: left out, the SDK would take them from environment variables of its
 * own choice.
 */
const anthropicBaseUrl = 'https://api.anthropic.com/v1';
const googleBaseUrl = 'https://generativelanguage.googleapis.com/v1beta';

/** Loads the package that speaks the API, which takes a moment the first time. */
export async function loadPackage(api: AiSdkApi): Promise<void> {
  switch (api) {
    case 'anthropic-messages':
      await import('@ai-sdk/anthropic');
      return;
    case 'google-generative-ai':
      await import('@ai-sdk/google');
      return;
  }
}

/** Makes a model of one of the SDK's providers; the provider's package is loaded when it is first needed. */
export async function loadModel(
  api: AiSdkApi,
  config: ProviderConfig,
  modelId: string,
  surroundings: ModelSurroundings,
): Promise<LanguageModelV4> {
  const common = { apiKey: config.apiKey ?? '', headers: config.headers, ...surroundings };
  switch (api) {
    case 'anthropic-messages': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ ...common, baseURL: config.baseUrl ?? anthropicBaseUrl })(modelId);
    }
    case 'google-generative-ai': {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle({ ...common, baseURL: config.baseUrl ?? googleBaseUrl })(modelId);
    }
  }
}

/** Makes an embedding model; undefined for an API that has none. */
export async function loadEmbeddingModel(
  api: AiSdkApi,
  config: ProviderConfig,
  modelId: string,
  surroundings: Pick<ModelSurroundings, 'fetch'>,
): Promise<EmbeddingModelV4 | undefined> {
  switch (api) {
    case 'anthropic-messages':
      return undefined;
    case 'google-generative-ai': {
      const { createGoogle } = await import('@ai-sdk/google');
      const baseURL = config.baseUrl ?? googleBaseUrl;
      const google = createGoogle({ apiKey: config.apiKey ?? '', headers: config.headers, baseURL, ...surroundings });
      return google.embedding(modelId);
    }
  }
}
