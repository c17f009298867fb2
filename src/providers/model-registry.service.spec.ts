import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeIds } from '../../test/support/fake-ids.js';
import { FakeUpstream } from '../../test/support/fake-upstream.js';
import { fixed } from '../../test/support/fixed.js';
import { collect, modelRequest, providerConfig, textOfEvents } from '../../test/support/provider-fixtures.js';
import { SystemClock } from '../common/system-clock.js';
import { AgentsConfig } from '../config/agents.config.js';
import { Environment } from '../config/environment.js';
import { LiveValue } from '../config/live-value.js';
import { ModelConfig, ModelsConfig } from '../config/models.config.js';
import type { ProviderConfig } from '../config/models.config.js';
import { DetectedProvidersService } from './detection/detected-providers.service.js';
import { ModelNotConfiguredError } from './model-not-configured.error.js';
import { ModelRegistryService } from './model-registry.service.js';

const baseUrl = 'http://127.0.0.1:9/v1';
const llama = Object.assign(new ModelConfig(), {
  id: 'meta/llama3.3',
  contextWindow: 8_000,
  maxTokens: 500,
  input: ['text', 'image'],
});

function section(providers: Record<string, ProviderConfig>): ModelsConfig {
  return Object.assign(new ModelsConfig(), { providers });
}

describe(ModelRegistryService.name, () => {
  let models: LiveValue<ModelsConfig>;
  let sut: ModelRegistryService;

  let agents: AgentsConfig;

  async function start(providers: Record<string, ProviderConfig>, found: Record<string, string[]> = {}): Promise<void> {
    models = new LiveValue(section(providers));
    const listening = { listen: { host: '127.0.0.1', port: 18_789 } };
    const detected = new DetectedProvidersService(models, listening, new Environment(), {
      probe: (url) => Promise.resolve(found[url]),
    });
    await detected.onModuleInit();
    sut = new ModelRegistryService(models, fixed(agents), detected, new SystemClock(), new FakeIds());
    sut.onModuleInit();
  }

  function reload(providers: Record<string, ProviderConfig>): void {
    models.set(section(providers));
    expect(models.notify()).toEqual([]);
  }

  beforeEach(async () => {
    agents = new AgentsConfig();
    await start({ ollama: providerConfig({ baseUrl, models: [llama] }) });
  });
  afterEach(async () => {
    sut.onModuleDestroy();
    await sut.onApplicationShutdown();
    jest.restoreAllMocks();
  });

  function warningsOf(): string[] {
    const warnings: string[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: unknown) => void warnings.push(String(text)));
    return warnings;
  }

  function detailOf(action: () => unknown): string {
    try {
      action();
    } catch (error) {
      if (error instanceof ModelNotConfiguredError) return error.detail;
    }
    throw new Error('expected a ModelNotConfiguredError');
  }

  it('resolves a listed model, whose id may hold slashes', () => {
    expect(sut.resolve('ollama/meta/llama3.3')).toMatchObject({
      ref: 'ollama/meta/llama3.3',
      providerName: 'ollama',
      modelId: 'meta/llama3.3',
      contextWindow: 8_000,
      maxTokens: 500,
      input: ['text', 'image'],
    });
  });

  it('allows a model that is not listed, with the defaults', () => {
    expect(sut.resolve('ollama/other')).toMatchObject({
      modelId: 'other',
      contextWindow: 128_000,
      maxTokens: undefined,
      input: ['text'],
    });
  });

  it('always has the built-in guide', () => {
    expect(sut.resolve('builtin/guide')).toMatchObject({ providerName: 'builtin', modelId: 'guide' });
  });

  it.each(['constructor/x', '__proto__/x', 'openai/gpt'])('says which providers there are when %s has none', (ref) => {
    expect(detailOf(() => sut.resolve(ref))).toContain('there are: ollama, builtin');
  });

  it.each(['llama', '/llama', 'ollama/', ''])('refuses "%s" as a model', (ref) => {
    expect(detailOf(() => sut.resolve(ref))).toContain('<provider>/<model id>');
  });

  it('G6: tells the caller nothing but that the model is not configured', () => {
    const error = new ModelNotConfiguredError('at http://10.0.0.7');
    expect(error).toMatchObject({ status: 500, code: 'model_not_configured', type: 'server_error', retryable: false });
    expect(error.message).not.toContain('10.0.0.7');
  });

  it('names the setting of a base URL that is none', async () => {
    await start({ mine: providerConfig({ baseUrl: 'nonsense' }), empty: providerConfig() });
    expect(detailOf(() => sut.resolve('mine/x'))).toContain('models.providers.mine');
    expect(detailOf(() => sut.resolve('empty/x'))).toContain('models.providers.empty');
    expect(await sut.ready()).toEqual(['model providers', 'model providers']);
  });

  it('knows address and API of the usual cloud providers', async () => {
    await start({ openai: providerConfig({ apiKey: 'x' }), anthropic: providerConfig({ apiKey: 'x' }) });
    expect(sut.resolve('openai/gpt').providerName).toBe('openai');
    expect(sut.resolve('anthropic/claude').providerName).toBe('anthropic');
    expect(await sut.ready()).toEqual([]);
  });

  it('uses one provider for all its models', () => {
    expect(sut.resolve('ollama/a').provider).toBe(sut.resolve('ollama/b').provider);
  });

  it('gives an agent its model and its fallbacks, without those that are not configured', () => {
    const chosen = sut.forAgent({ primary: 'ollama/a', fallbacks: ['gone/b', 'builtin/guide'] });
    expect(chosen.map(({ ref }) => ref)).toEqual(['ollama/a', 'builtin/guide']);
    expect(() => sut.forAgent({ primary: 'gone/a', fallbacks: ['ollama/a'] })).toThrow(ModelNotConfiguredError);
  });

  it('gives the first model alone, without a look at the fallbacks', () => {
    const warnings = warningsOf();
    expect(sut.primary({ primary: 'ollama/a', fallbacks: ['gone/b'] }).ref).toBe('ollama/a');
    expect(sut.primary({ primary: undefined, fallbacks: [] }).ref).toBe('ollama/meta/llama3.3');
    expect(() => sut.primary({ primary: 'gone/a', fallbacks: ['ollama/a'] })).toThrow(ModelNotConfiguredError);
    expect(warnings).toEqual([]);
  });

  it('warns of a fallback that is left out, and of a provider that is not usable, once per configuration', async () => {
    const warnings = warningsOf();
    const runs = (): void => {
      for (let run = 0; run < 3; run++) sut.forAgent({ primary: 'ollama/a', fallbacks: ['gone/b', 'lost/c'] });
    };
    runs();
    expect(warnings).toEqual([expect.stringContaining('gone/b'), expect.stringContaining('lost/c')]);
    reload({ ollama: providerConfig({ baseUrl }), mine: providerConfig({ baseUrl: 'nonsense' }) });
    runs();
    for (let probe = 0; probe < 3; probe++) expect(await sut.ready()).toEqual(['model providers']);
    expect(warnings.slice(2)).toEqual([
      expect.stringContaining('gone/b'),
      expect.stringContaining('lost/c'),
      expect.stringContaining('The provider mine is not usable'),
    ]);
  });

  it('gives an agent without a model the first configured, else the detected one, else the guide', async () => {
    const refs = (): string[] => sut.forAgent({ primary: undefined, fallbacks: [] }).map(({ ref }) => ref);
    expect(refs()).toEqual(['ollama/meta/llama3.3']);
    expect(sut.summary()).toEqual(['Model providers: ollama']);
    await start({}, { 'http://127.0.0.1:11434/v1': ['qwen3'] });
    expect(refs()).toEqual(['ollama/qwen3']);
    expect(sut.summary()).toEqual([
      'Found Ollama at http://127.0.0.1:11434 with 1 model; agents that name no model use ollama/qwen3',
    ]);
    await start({});
    expect(refs()).toEqual(['builtin/guide']);
    await start({ ollama: providerConfig({ baseUrl }) });
    expect(refs()).toEqual(['builtin/guide']);
    expect(sut.summary()).toEqual([
      expect.stringContaining('ollama; none lists a model, so agents have to name theirs'),
    ]);
  });

  it('knows the models that agents name, though no provider lists them, and which of them is the usual one', async () => {
    await start({ mine: providerConfig({ baseUrl }) });
    expect([sut.refs(), sut.usualModel()]).toEqual([['builtin/guide'], 'builtin/guide']);
    Object.assign(agents, {
      defaults: { model: { primary: 'mine/a', fallbacks: ['mine/b'] } },
      list: [{ id: 'main' }, { id: 'b', model: { primary: 'gone/c', fallbacks: ['mine/a'] } }],
    });
    expect(sut.refs()).toEqual(['mine/a', 'mine/b', 'gone/c', 'builtin/guide']);
    expect(sut.list().map(({ ref }) => ref)).toEqual(['mine/a', 'mine/b', 'builtin/guide']);
    expect(sut.usualModel()).toBe('mine/a');
  });

  it('A1: tells the first model of an agent, and why it cannot be used', () => {
    expect(sut.firstModel({ primary: 'ollama/a', fallbacks: [] })).toEqual({ ref: 'ollama/a' });
    expect(sut.firstModel({ primary: undefined, fallbacks: [] })).toEqual({ ref: 'ollama/meta/llama3.3' });
    const { ref, problem } = sut.firstModel({ primary: 'gone/a', fallbacks: ['ollama/a'] });
    expect(ref).toBe('gone/a');
    expect(problem).toMatch(/no provider "gone" in models\.providers; there are: ollama, builtin\. Add it, or change/);
  });

  it.each<[string, object, string[]]>([
    ['the defaults name a model', { defaults: { model: { primary: 'gone/a' } } }, ['default model']],
    [
      'the agent marked as the default names one',
      { list: [{ id: 'main' }, { id: 'b', default: true, model: { primary: 'gone/a' } }] },
      ['default model'],
    ],
    ['only another agent does', { list: [{ id: 'b', model: { primary: 'gone/a' } }, { id: 'main' }] }, []],
    [
      'its own replaces that of the defaults',
      { defaults: { model: { primary: 'gone/a' } }, list: [{ id: 'b', model: { primary: 'ollama/a' } }] },
      [],
    ],
  ])('A9: of a model without provider, when %s, ready is %j', async (_, config, reasons) => {
    warningsOf();
    Object.assign(agents, config);
    expect(await sut.ready()).toEqual(reasons);
  });

  describe('A7: after a reload', () => {
    let upstream: FakeUpstream;

    beforeEach(async () => {
      upstream = await FakeUpstream.start();
    });
    afterEach(() => upstream.close());

    it('keeps a provider that has not changed', () => {
      const before = sut.resolve('ollama/a').provider;
      reload({ ollama: providerConfig({ baseUrl, models: [llama] }), more: providerConfig({ baseUrl }) });
      expect(sut.resolve('ollama/a').provider).toBe(before);
    });

    it('keeps the built-in guide, which no configuration names', () => {
      const before = sut.resolve('builtin/guide').provider;
      reload({ other: providerConfig({ baseUrl }) });
      expect(sut.resolve('builtin/guide').provider).toBe(before);
    });

    it('uses the new settings for the next call, and lets calls under way finish under the old ones', async () => {
      const old = providerConfig({ baseUrl: upstream.baseUrl, apiKey: 'old-test-key' });
      reload({ ollama: old });
      const manual = upstream.manual();
      const { provider } = sut.resolve('ollama/a');
      const running = collect(provider.stream(modelRequest(), new AbortController().signal));
      const exchange = await manual;

      reload({ ollama: { ...old, apiKey: 'new-test-key' } });
      await collect(sut.resolve('ollama/a').provider.stream(modelRequest(), new AbortController().signal));
      expect(upstream.lastRequest.headers.authorization).toBe('Bearer new-test-key');

      await exchange.delta({ content: 'still here' });
      await exchange.finish();
      expect(textOfEvents(await running)).toBe('still here');
      expect(exchange.request.headers.authorization).toBe('Bearer old-test-key');
    });

    it('no longer resolves a provider that is gone', () => {
      reload({ other: providerConfig({ baseUrl }) });
      expect(() => sut.resolve('ollama/a')).toThrow(ModelNotConfiguredError);
    });
  });
});
