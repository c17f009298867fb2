import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ModelsSection } from '../../config/config-sections.js';
import { ConfigService } from '../../config/config.service.js';
import { Environment } from '../../config/environment.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { detectCloudProviders } from './detect-cloud-providers.js';
import { detectLocalServers } from './detect-local-servers.js';
import type { FoundProvider } from './found-provider.js';
import { LocalServerProbe } from '../local-server-probe.port.js';

/** Providers that were found without being configured. */
export interface Detection {
  providers: Readonly<Record<string, ProviderConfig>>;
  /** `<provider>/<model id>`; undefined when nothing was found. */
  defaultModel: string | undefined;
  /** Lines that tell the operator what was found and what is used. */
  summary: readonly string[];
}

const nothing: Detection = { providers: {}, defaultModel: undefined, summary: [] };

/**
 * Looks once, at the start, for local servers and for keys in the environment, unless a provider is configured. Local
 * servers come first for the default model: they cost nothing and what is said stays on the machine.
 */
@Injectable()
export class DetectedProvidersService implements OnModuleInit {
  current: Detection = nothing;

  constructor(
    @Inject(ModelsSection) private readonly models: ModelsSection,
    @Inject(ConfigService) private readonly config: Pick<ConfigService, 'listen'>,
    private readonly environment: Environment,
    @Inject(LocalServerProbe) private readonly probe: LocalServerProbe,
  ) {}

  async onModuleInit(): Promise<void> {
    if (Object.keys(this.models.current.providers).length > 0) return;
    const local = await detectLocalServers(this.probe, this.config.listen.port);
    this.current = toDetection([...local, ...detectCloudProviders(this.environment)]);
  }
}

function toDetection(found: readonly FoundProvider[]): Detection {
  const chosen = found.find(({ modelId }) => modelId !== undefined);
  return {
    providers: Object.fromEntries(found.map(({ name, config }) => [name, config])),
    defaultModel: chosen && refOf(chosen),
    summary: chosen ? found.map((one) => describe(one, one === chosen)) : [...found.map(describeUseless), fallback],
  };
}

const fallback =
  'No model provider is configured or was found: agents that name no model are served by the built-in guide ' +
  '(builtin/guide); see README, Connect a model.';

function describe(found: FoundProvider, isChosen: boolean): string {
  if (found.modelId === undefined) return describeUseless(found);
  return `Found ${found.description}; ${isChosen ? 'agents that name no model use' : 'to use it, set the model'} ${refOf(found)}`;
}

function describeUseless({ description }: FoundProvider): string {
  return `Found ${description}; it has no model to talk to yet`;
}

function refOf({ name, modelId }: FoundProvider): string {
  return `${name}/${modelId ?? ''}`;
}
