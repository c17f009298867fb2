import type { KnownProviderName } from '../config/known-provider-names.js';
import { isKnownProviderName } from '../config/known-provider-names.js';
import type { ProviderApi, ProviderConfig } from '../config/models.config.js';
import type { providerKeyVariables } from '../config/provider-key-variables.js';

/** A cloud provider that works with nothing but a key. */
export interface KnownProvider {
  api: ProviderApi;
  /** Absent where the adapter knows the address itself. */
  baseUrl?: string;
  /** The usual environment variables for its key; the first one that is set counts. */
  keyVariables: readonly (typeof providerKeyVariables)[number][];
  /** What an agent gets that names no model: a current model for everyday work that takes tools on this API. */
  defaultModel: string;
}

/** In the order in which a default model is looked for. */
export const knownProviders: Readonly<Record<KnownProviderName, KnownProvider>> = {
  anthropic: {
    api: 'anthropic-messages',
    keyVariables: ['ANTHROPIC_API_KEY'],
    // Its successors refuse sampling options, and the latest one also a forced tool choice.
    defaultModel: 'claude-sonnet-4-6',
  },
  openai: {
    api: 'openai-completions',
    baseUrl: 'https://api.openai.com/v1',
    keyVariables: ['OPENAI_API_KEY'],
    // Later models take tools on the Responses API only, unless reasoning is switched off by hand.
    defaultModel: 'gpt-5.4-mini',
  },
  google: {
    api: 'google-generative-ai',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    defaultModel: 'gemini-flash-latest',
  },
  openrouter: {
    api: 'openai-completions',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariables: ['OPENROUTER_API_KEY'],
    defaultModel: 'openrouter/auto',
  },
  groq: {
    api: 'openai-completions',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyVariables: ['GROQ_API_KEY'],
    defaultModel: 'openai/gpt-oss-120b',
  },
  mistral: {
    api: 'openai-completions',
    baseUrl: 'https://api.mistral.ai/v1',
    keyVariables: ['MISTRAL_API_KEY'],
    defaultModel: 'mistral-medium-latest',
  },
  deepseek: {
    api: 'openai-completions',
    baseUrl: 'https://api.deepseek.com/v1',
    keyVariables: ['DEEPSEEK_API_KEY'],
    defaultModel: 'deepseek-v4-flash',
  },
  xai: {
    api: 'openai-completions',
    baseUrl: 'https://api.x.ai/v1',
    keyVariables: ['XAI_API_KEY'],
    defaultModel: 'grok-4.3',
  },
};

/** The configuration with the address and API of a known provider where it names no address of its own. */
export function withKnownAddress(name: string, config: ProviderConfig): ProviderConfig {
  if (config.baseUrl !== undefined || !isKnownProviderName(name)) return config;
  const known = knownProviders[name];
  return { ...config, api: known.api, ...(known.baseUrl === undefined ? {} : { baseUrl: known.baseUrl }) };
}
