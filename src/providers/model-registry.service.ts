import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { AgentsSection, ModelsSection } from '../config/config-sections.js';
import { defaultAgentModel } from '../config/default-agent.js';
import { ModelConfig, ProviderConfig } from '../config/models.config.js';
import { createProvider } from './create-provider.js';
import { DetectedProvidersService } from './detection/detected-providers.service.js';
import { withKnownAddress } from './known-providers.js';
import type { ManagedProvider } from './managed-provider.js';
import { ModelNotConfiguredError } from './model-not-configured.error.js';
import type { ResolvedEmbeddingModel, ResolvedModel } from './resolved-model.js';

const guideName = 'builtin';
const guideRef = `${guideName}/guide`;

/** The models of an agent as `<provider>/<model id>`; without a primary one it gets the default model. */
export interface AgentModels {
  primary: string | undefined;
  fallbacks: readonly string[];
}

export interface FirstModel {
  /** `<provider>/<model id>`. */
  ref: string;
  /** For the operator: why it is not usable and what to do. */
  problem?: string;
}

interface HeldProvider {
  /** The section of the configuration that it stands for; each reload brings another object. */
  config: ProviderConfig;
  /** What it was made of, to tell a change from a mere reload. */
  made: string;
  provider: ManagedProvider;
}

const guideConfig: ProviderConfig = Object.assign(new ProviderConfig(), { api: 'builtin-guide' });

/**
 * The configured, or else the detected, providers and their models. A provider is made at its first use; one that a
 * reload has changed or removed is replaced, and closes its connections after the calls that run on them.
 */
@Injectable()
export class ModelRegistryService implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger(ModelRegistryService.name);
  private readonly held = new Map<string, HeldProvider>();
  /** What has been warned of under this configuration; runs and probes come again and again. */
  private readonly warned = new Set<string>();
  private stopListening: (() => void) | undefined;

  constructor(
    @Inject(ModelsSection) private readonly models: ModelsSection,
    @Inject(AgentsSection) private readonly agents: AgentsSection,
    private readonly detected: DetectedProvidersService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.models.onChange(() => this.takeOver());
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** Runs are over or aborted by then. */
  async onApplicationShutdown(): Promise<void> {
    const providers = [...this.held.values()].map(({ provider }) => provider);
    this.held.clear();
    await Promise.allSettled(providers.map(async (provider) => provider.destroy()));
  }

  /**
   * The model behind `<provider>/<model id>`. A model that is not listed under its provider gets the defaults, because
   * local servers come with models of their own. Throws ModelNotConfiguredError.
   */
  resolve(ref: string): ResolvedModel {
    const { providerName, modelId } = splitRef(ref);
    const config = this.providerConfig(providerName);
    const model = config.models.find(({ id }) => id === modelId) ?? new ModelConfig();
    const { contextWindow, maxTokens, input } = model;
    const provider = this.provider(providerName, config);
    return { ref, providerName, modelId, contextWindow, maxTokens, input, provider };
  }

  /** The embedding model behind `<provider>/<model id>`. Throws ModelNotConfiguredError. */
  resolveEmbedding(ref: string): ResolvedEmbeddingModel {
    const { providerName, modelId } = splitRef(ref);
    return { ref, providerName, modelId, provider: this.provider(providerName, this.providerConfig(providerName)) };
  }

  /** The model that an agent asks first. Throws ModelNotConfiguredError. */
  primary(model: AgentModels): ResolvedModel {
    return this.resolve(model.primary ?? this.defaultModel());
  }

  /**
   * The models of an agent, the one to ask first in front. A fallback that is not configured is left out with a warning;
   * for the first one ModelNotConfiguredError is thrown.
   */
  forAgent(model: AgentModels): [ResolvedModel, ...ResolvedModel[]] {
    return [this.primary(model), ...model.fallbacks.flatMap((ref) => this.resolveFallback(ref))];
  }

  /** What an agent gets that names no model: the first configured one, else the detected one, else the built-in guide. */
  defaultModel(): string {
    const configured = Object.entries(this.models.current.providers);
    const [first] = configured.flatMap(([name, { models }]) => models.map(({ id }) => `${name}/${id}`));
    const detected = configured.length === 0 ? this.detected.current.defaultModel : undefined;
    return first ?? detected ?? guideRef;
  }

  /** What an agent gets that names no model, where `agents.defaults` may name one for it. */
  usualModel(): string {
    return this.agents.current.defaults.model?.primary ?? this.defaultModel();
  }

  /** The models that providers list and that agents name, and those that are used without any; each once, whether or not it can be used. */
  refs(): string[] {
    const listed = Object.entries(this.configs()).flatMap(([name, { models }]) =>
      models.map(({ id }) => `${name}/${id}`),
    );
    return [...new Set([...listed, ...this.namedByAgents(), this.defaultModel(), guideRef])];
  }

  /** As `refs`, without those that cannot be used. */
  list(): ResolvedModel[] {
    return this.refs().flatMap((ref) => this.resolveOptional(ref));
  }

  /** Why runs cannot be served, with nothing of the host; empty when they can. Calls no provider. */
  async ready(): Promise<string[]> {
    const names = Object.keys(this.configs());
    const reasons = await Promise.all(names.map((name) => this.readyReason(name)));
    return [...reasons.flatMap((reason) => reason ?? []), ...this.defaultModelReasons()];
  }

  /** The model that an agent asks first, and what is wrong when it cannot be. Calls no provider. */
  firstModel(model: AgentModels): FirstModel {
    const ref = model.primary ?? this.defaultModel();
    try {
      this.resolve(ref);
      return { ref };
    } catch (error) {
      return { ref, problem: describe(error) };
    }
  }

  /** Lines for the start: which providers there are. */
  summary(): string[] {
    const names = Object.keys(this.models.current.providers);
    if (names.length === 0) return [...this.detected.current.summary];
    const agentsNameOne = defaultAgentModel(this.agents.current)?.primary !== undefined;
    const hint =
      this.defaultModel() === guideRef && !agentsNameOne
        ? '; none lists a model, so agents have to name theirs (agents.defaults.model)'
        : '';
    return [`Model providers: ${names.join(', ')}${hint}`];
  }

  private namedByAgents(): string[] {
    const { list, defaults } = this.agents.current;
    const named = [defaults.model, ...list.map(({ model }) => model)].filter((model) => model !== undefined);
    return named.flatMap(({ primary, fallbacks }) => [primary, ...fallbacks]);
  }

  private defaultModelReasons(): string[] {
    const { ref, problem } = this.firstModel({
      primary: defaultAgentModel(this.agents.current)?.primary,
      fallbacks: [],
    });
    if (problem === undefined) return [];
    this.warnOnce(`The default agent's model ${ref} is not usable: ${problem}`);
    return ['default model'];
  }

  private async readyReason(name: string): Promise<string | undefined> {
    try {
      await this.provider(name, this.providerConfig(name)).load();
      return undefined;
    } catch (error) {
      this.warnOnce(`The provider ${name} is not usable: ${describe(error)}`);
      return 'model providers';
    }
  }

  private resolveFallback(ref: string): ResolvedModel[] {
    try {
      return [this.resolve(ref)];
    } catch (error) {
      this.warnOnce(`The fallback model ${ref} is left out: ${describe(error)}`);
      return [];
    }
  }

  private resolveOptional(ref: string): ResolvedModel[] {
    try {
      return [this.resolve(ref)];
    } catch {
      return [];
    }
  }

  private warnOnce(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.logger.warn(text);
  }

  private configs(): Readonly<Record<string, ProviderConfig>> {
    const { providers } = this.models.current;
    return Object.keys(providers).length === 0 ? this.detected.current.providers : providers;
  }

  private providerConfig(name: string): ProviderConfig {
    const config = this.findConfig(name);
    if (config) return config;
    const names = [...Object.keys(this.configs()), guideName].join(', ');
    throw new ModelNotConfiguredError(
      `There is no provider "${name}" in models.providers; there are: ${names}. Add it, or change the agent's model.`,
    );
  }

  private findConfig(name: string): ProviderConfig | undefined {
    const configs = this.configs();
    if (Object.hasOwn(configs, name)) return configs[name];
    return name === guideName ? guideConfig : undefined;
  }

  private provider(name: string, config: ProviderConfig): ManagedProvider {
    const held = this.held.get(name);
    if (held?.config === config) return held.provider;
    const made = fingerprint(name, config);
    const provider = held?.made === made ? held.provider : this.create(name, config);
    this.held.set(name, { config, made, provider });
    if (held && held.provider !== provider) this.retire(name, held);
    return provider;
  }

  private create(name: string, config: ProviderConfig): ManagedProvider {
    try {
      return createProvider(withKnownAddress(name, config), { clock: this.clock, ids: this.ids });
    } catch (error) {
      throw new ModelNotConfiguredError(`models.providers.${name} cannot be used; check baseUrl: ${describe(error)}`);
    }
  }

  private takeOver(): void {
    this.warned.clear();
    for (const [name, held] of this.held) {
      const config = this.findConfig(name);
      if (config && fingerprint(name, config) === held.made) continue;
      this.held.delete(name);
      this.retire(name, held);
    }
  }

  private retire(name: string, held: HeldProvider): void {
    held.provider.retire().catch((error: unknown) => {
      this.logger.warn(`The connections of the provider ${name} could not be closed: ${describe(error)}`);
    });
  }
}

function splitRef(ref: string): { providerName: string; modelId: string } {
  const slash = ref.indexOf('/');
  if (slash > 0 && slash < ref.length - 1) {
    return { providerName: ref.slice(0, slash), modelId: ref.slice(slash + 1) };
  }
  throw new ModelNotConfiguredError(`The model "${ref}" is not written as "<provider>/<model id>".`);
}

function fingerprint(name: string, config: ProviderConfig): string {
  return JSON.stringify(withKnownAddress(name, config));
}

function describe(error: unknown): string {
  return error instanceof ModelNotConfiguredError ? error.detail : String(error);
}
