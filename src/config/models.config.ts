import { knownProviderNames } from './known-provider-names.js';
import { headerName, headerValue, httpUrl } from './settings/network-types.js';
import { providerName } from './settings/name-types.js';
import { Setting } from './settings/setting.decorator.js';
import { integer, listOf, mapOf, name, oneOf, section, text } from './settings/setting-types.js';

export const providerApis = [
  'openai-completions',
  'anthropic-messages',
  'google-generative-ai',
  'builtin-guide',
] as const;
/** The protocols that a provider can speak. */
export type ProviderApi = (typeof providerApis)[number];

const nativeInputs = ['text', 'image', 'pdf'] as const;
/** What a model can read as it is. */
export type NativeInput = (typeof nativeInputs)[number];

const oneDaySeconds = 86_400;
const manyTokens = 100_000_000;

export class ModelConfig {
  @Setting({ type: name, description: 'The model id as the provider knows it.', required: true })
  id: string;

  @Setting({ type: name, description: 'A name for people.' })
  name?: string;

  @Setting({
    type: integer({ min: 1, max: manyTokens }),
    description: 'Tokens that fit into one request and its answer.',
  })
  contextWindow = 128_000;

  @Setting({
    type: integer({ min: 1, max: manyTokens }),
    description: 'Tokens of the longest answer.',
    absentMeans: "the provider's own",
  })
  maxTokens?: number;

  @Setting({ type: listOf(oneOf(nativeInputs)), description: 'What the model can read.' })
  input: NativeInput[] = ['text'];
}

export class ProviderConfig {
  @Setting({
    type: httpUrl,
    description: 'Address of the API, e.g. `http://127.0.0.1:11434/v1`.',
    absentMeans: `the public address of ${knownProviderNames.join(', ')}; any other provider has to say it unless its \`api\` has one of its own`,
  })
  baseUrl?: string;

  @Setting({
    type: oneOf(providerApis),
    description: 'The protocol that the provider speaks.',
  })
  api: ProviderApi = 'openai-completions';

  @Setting({ type: text, secret: true, description: 'The key; best written as `"${OPENAI_API_KEY}"`.' })
  apiKey?: string;

  @Setting({
    type: mapOf('header', headerName, headerValue),
    secret: true,
    description: 'Headers for each request to the provider.',
  })
  headers: Record<string, string> = {};

  @Setting({ type: integer({ min: 1, max: oneDaySeconds }), description: 'Seconds for the whole answer.' })
  timeoutSeconds = 600;

  @Setting({ type: integer({ min: 1, max: oneDaySeconds }), description: 'Seconds until the answer begins.' })
  firstByteTimeoutSeconds = 120;

  @Setting({ type: integer({ min: 1, max: oneDaySeconds }), description: 'Seconds of silence within an answer.' })
  idleTimeoutSeconds = 60;

  @Setting({ type: integer({ min: 0, max: 20 }), description: 'Further attempts before the answer has begun.' })
  maxRetries = 2;

  @Setting({
    type: listOf(section(() => ModelConfig)),
    description: 'What is known of its models. Models that are not listed can be used too, with the defaults.',
  })
  models: ModelConfig[] = [];
}

export class ModelsConfig {
  @Setting({
    type: mapOf(
      'provider',
      providerName,
      section(() => ProviderConfig),
    ),
    description: 'Model providers by name; an agent names a model as `<provider>/<model id>`.',
    absentMeans: 'local servers and keys in the environment are detected',
  })
  providers: Record<string, ProviderConfig> = {};
}
