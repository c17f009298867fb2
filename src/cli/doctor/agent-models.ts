import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { withKnownAddress } from '../../providers/known-providers.js';
import type { DoctorContext } from './doctor-context.js';

/** The provider that is always there, and its model. */
export const builtinProvider = 'builtin';
const guide = `${builtinProvider}/guide`;

export interface ModelWorld {
  /** The configured providers, or else those that are found, with their addresses. */
  providers: ReadonlyMap<string, ProviderConfig>;
  /** What an agent gets that names no model. */
  defaultModel: string;
}

/** What the gateway would choose from if it started now; undefined where the configuration cannot be used. */
export async function modelWorld(
  context: Pick<DoctorContext, 'configuration' | 'findProviders'>,
): Promise<ModelWorld | undefined> {
  const configured = Object.entries(context.configuration?.config.models.providers ?? {});
  if (!context.configuration) return undefined;
  if (configured.length > 0) return { providers: withAddresses(configured), defaultModel: firstListed(configured) };
  const found = await context.findProviders();
  const chosen = found.find(({ modelId }) => modelId !== undefined);
  return {
    providers: withAddresses(found.map(({ name, config }) => [name, config])),
    defaultModel: chosen?.modelId === undefined ? guide : `${chosen.name}/${chosen.modelId}`,
  };
}

/** The models that an agent may ask, the first one in front. */
export function modelsOf({ model }: ResolvedAgent, { defaultModel }: ModelWorld): [string, ...string[]] {
  return [model.primary ?? defaultModel, ...model.fallbacks];
}

export function providerOf(ref: string): string {
  return ref.split('/')[0] ?? '';
}

function withAddresses(providers: readonly (readonly [string, ProviderConfig])[]): ReadonlyMap<string, ProviderConfig> {
  return new Map(providers.map(([name, config]) => [name, withKnownAddress(name, config)]));
}

function firstListed(providers: readonly (readonly [string, ProviderConfig])[]): string {
  const [first] = providers.flatMap(([name, { models }]) => models.map(({ id }) => `${name}/${id}`));
  return first ?? guide;
}
