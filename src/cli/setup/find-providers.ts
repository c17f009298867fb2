import type { Environment } from '../../config/environment.js';
import { detectCloudProviders } from '../../providers/detection/detect-cloud-providers.js';
import { detectLocalServers } from '../../providers/detection/detect-local-servers.js';
import type { FoundProvider } from '../../providers/detection/found-provider.js';
import { knownProviders } from '../../providers/known-providers.js';
import type { LocalServerProbe } from '../../providers/local-server-probe.port.js';
import { isKnownProviderName } from '../../config/known-provider-names.js';
import type { ProviderChoice } from './setup-choice.js';

/** The local servers that answer, and the cloud providers whose key is in the environment. `ownPort` is the gateway's. */
export async function findProviders(
  environment: Environment,
  probe: LocalServerProbe,
  ownPort: number,
): Promise<ProviderChoice[]> {
  const local = await detectLocalServers(probe, ownPort);
  const cloud = detectCloudProviders(environment);
  return [
    ...local.map((found) => ({
      ...toChoice(found),
      ...(found.config.baseUrl === undefined ? {} : { baseUrl: found.config.baseUrl }),
    })),
    ...cloud.map((found) => ({ ...toChoice(found), ...keyVariable(found.name, environment) })),
  ];
}

function toChoice({ name, config, modelId, description }: FoundProvider): ProviderChoice {
  const modelIds = config.models.map(({ id }) => id);
  return { name, api: config.api, modelIds, description, ...(modelId === undefined ? {} : { modelId }) };
}

function keyVariable(name: string, environment: Environment): Pick<ProviderChoice, 'keyVariable'> {
  if (!isKnownProviderName(name)) return {};
  const variable = knownProviders[name].keyVariables.find((each) => environment.get(each) !== undefined);
  return variable === undefined ? {} : { keyVariable: variable };
}
