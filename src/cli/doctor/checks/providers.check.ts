import { isKnownProviderName } from '../../../config/known-provider-names.js';
import type { ProviderApi, ProviderConfig } from '../../../config/models.config.js';
import { knownProviders } from '../../../providers/known-providers.js';
import { type ModelWorld, modelWorld, modelsOf, providerOf } from '../agent-models.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding, FindingStatus } from '../doctor-check.js';

/** Addresses that the adapters know themselves. */
const adapterAddresses: Readonly<Partial<Record<ProviderApi, string>>> = {
  'anthropic-messages': 'https://api.anthropic.com/v1',
  'google-generative-ai': 'https://generativelanguage.googleapis.com/v1beta',
};

/** Whether the providers answer, and have a key where they need one. No key is sent, so whether it is right is not known. */
export class ProvidersCheck implements DoctorCheck {
  readonly name = 'Model providers';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'agents' | 'findProviders' | 'http'>) {}

  async run(): Promise<Finding[]> {
    const world = await modelWorld(this.context);
    if (!world) return [];
    const needed = new Set(this.context.agents.map((agent) => providerOf(modelsOf(agent, world)[0])));
    return this.findings(world, (name) => (needed.has(name) ? 'problem' : 'warning'));
  }

  private async findings({ providers }: ModelWorld, severity: (name: string) => FindingStatus): Promise<Finding[]> {
    const checked = [...providers].map(async ([name, config]) => [
      ...missingKey(name, config, severity(name)),
      ...(await this.reach(name, config, severity(name))),
    ]);
    return (await Promise.all(checked)).flat();
  }

  private async reach(name: string, config: ProviderConfig, status: FindingStatus): Promise<Finding[]> {
    const address = config.baseUrl ?? adapterAddresses[config.api];
    if (address === undefined) return [];
    const shown = URL.parse(address)?.origin ?? 'its address';
    const url = modelsUrl(address);
    const outcome = await this.context.http.get(url);
    if (outcome.kind === 'answer') return [outcome.status === 404 ? notThere(name, url) : answers(name, shown)];
    const what = `${name} does not answer at ${shown} (${outcome.reason}).`;
    return [{ status, what, remedy: `Start it, or correct models.providers.${name}.baseUrl.` }];
  }
}

function answers(name: string, shown: string): Finding {
  return { status: 'ok', what: `${name} answers at ${shown}` };
}

/** Only a warning: there are servers that list no models. */
function notThere(name: string, url: string): Finding {
  const { origin, pathname } = new URL(url);
  return {
    status: 'warning',
    what: `${name} answers 404 at ${origin}${pathname}, so its address may be wrong.`,
    remedy: `Compare models.providers.${name}.baseUrl: an address of OpenAI's API mostly ends in /v1.`,
  };
}

function missingKey(name: string, { apiKey = '', headers }: ProviderConfig, status: FindingStatus): Finding[] {
  if (apiKey.trim() !== '' || Object.keys(headers).length > 0 || !isKnownProviderName(name)) return [];
  const [variable] = knownProviders[name].keyVariables;
  const remedy = `Set ${variable ?? 'it'} and models.providers.${name}.apiKey to "\${${variable ?? 'KEY'}}".`;
  return [{ status, what: `${name} has no key.`, remedy }];
}

function modelsUrl(address: string): string {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/models`;
  return url.href;
}
