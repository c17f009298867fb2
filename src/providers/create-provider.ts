import type { Clock } from '../common/clock.js';
import type { Ids } from '../common/ids.js';
import type { ProviderApi, ProviderConfig } from '../config/models.config.js';
import { secretsOfProvider } from '../config/secrets.js';
import { LazyProvider } from './lazy-provider.js';
import type { ManagedProvider } from './managed-provider.js';
import { MaskedProvider } from './masked-provider.js';
import { OpenAiCompatibleProvider } from './openai-compatible/openai-compatible.provider.js';

export interface ProviderDependencies {
  clock: Clock;
  ids: Ids;
}

type Factory = (config: ProviderConfig, dependencies: ProviderDependencies) => ManagedProvider;

const aiSdk: Factory = (config, dependencies) =>
  new LazyProvider(async () => {
    const { AiSdkProvider } = await import('./ai-sdk/ai-sdk.provider.js');
    return new AiSdkProvider(config, dependencies);
  });

const builtinGuide: Factory = (_config, dependencies) =>
  new LazyProvider(async () => {
    const { BuiltinGuideProvider } = await import('./builtin-guide/builtin-guide.provider.js');
    return new BuiltinGuideProvider(dependencies);
  });

/** The adapter for each API; those that few installations need are loaded when they are. */
const factories: Record<ProviderApi, Factory> = {
  'openai-completions': (config, dependencies) => new OpenAiCompatibleProvider(config, dependencies),
  'anthropic-messages': aiSdk,
  'google-generative-ai': aiSdk,
  'builtin-guide': builtinGuide,
};

/**
 * The adapter for the configured API; whichever it is, its errors repeat no secret. Throws when the configuration cannot
 * be used, e.g. for a base URL that is none.
 */
export function createProvider(config: ProviderConfig, dependencies: ProviderDependencies): ManagedProvider {
  return new MaskedProvider(factories[config.api](config, dependencies), secretsOfProvider(config));
}
