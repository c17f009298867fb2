import type { Environment } from '../../config/environment.js';
import { ModelConfig, ProviderConfig } from '../../config/models.config.js';
import { knownProviders } from '../known-providers.js';
import type { KnownProvider } from '../known-providers.js';
import type { FoundProvider } from './found-provider.js';

/** The known providers whose key is in the environment. */
export function detectCloudProviders(environment: Environment): FoundProvider[] {
  return Object.entries(knownProviders).flatMap(([name, known]) => {
    const variable = known.keyVariables.find((candidate) => environment.get(candidate) !== undefined);
    return variable === undefined ? [] : [found(name, known, variable, environment.get(variable)?.trim() ?? '')];
  });
}

function found(name: string, known: KnownProvider, variable: string, apiKey: string): FoundProvider {
  const { api, baseUrl, defaultModel: id } = known;
  const models = [Object.assign(new ModelConfig(), { id, input: ['text', 'image'] })];
  const config = Object.assign(new ProviderConfig(), { api, apiKey, models }, baseUrl === undefined ? {} : { baseUrl });
  return { name, config, modelId: id, description: `a key for ${name} in ${variable}` };
}
