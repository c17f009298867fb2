import { describe, expect, it } from '@jest/globals';
import { providerConfig } from '../../../test/support/provider-fixtures.js';
import { Environment } from '../../config/environment.js';
import { fixed } from '../../../test/support/fixed.js';
import { ModelsConfig } from '../../config/models.config.js';
import type { ProviderConfig } from '../../config/models.config.js';
import { DetectedProvidersService } from './detected-providers.service.js';
import type { Detection } from './detected-providers.service.js';

interface World {
  /** What answers on which base URL. */
  servers?: Record<string, string[]>;
  environment?: Record<string, string>;
  providers?: Record<string, ProviderConfig>;
  ownPort?: number;
}

async function detect(world: World): Promise<{ detection: Detection; asked: string[] }> {
  const asked: string[] = [];
  const sut = new DetectedProvidersService(
    fixed(Object.assign(new ModelsConfig(), { providers: world.providers ?? {} })),
    { listen: { host: '127.0.0.1', port: world.ownPort ?? 18_789 } },
    new Environment(world.environment),
    {
      probe: (url) => {
        asked.push(url);
        return Promise.resolve(world.servers?.[url]);
      },
    },
  );
  await sut.onModuleInit();
  return { detection: sut.current, asked };
}

const ollama = 'http://127.0.0.1:11434/v1';

describe(DetectedProvidersService.name, () => {
  it('finds a local server and uses its first model that can talk', async () => {
    const { detection, asked } = await detect({ servers: { [ollama]: ['nomic-embed-text', 'llama3.3', 'qwen3'] } });
    expect(asked).toEqual([ollama, 'http://127.0.0.1:1234/v1', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8000/v1']);
    expect(detection.defaultModel).toBe('ollama/llama3.3');
    expect(detection.providers.ollama).toMatchObject({ baseUrl: ollama, api: 'openai-completions' });
    expect(detection.summary).toEqual([
      'Found Ollama at http://127.0.0.1:11434 with 3 models; agents that name no model use ollama/llama3.3',
    ]);
  });

  it.each([
    ['ANTHROPIC_API_KEY', 'anthropic', 'anthropic-messages', undefined],
    ['OPENAI_API_KEY', 'openai', 'openai-completions', 'https://api.openai.com/v1'],
    ['GEMINI_API_KEY', 'google', 'google-generative-ai', undefined],
    ['GOOGLE_GENERATIVE_AI_API_KEY', 'google', 'google-generative-ai', undefined],
    ['OPENROUTER_API_KEY', 'openrouter', 'openai-completions', 'https://openrouter.ai/api/v1'],
    ['GROQ_API_KEY', 'groq', 'openai-completions', 'https://api.groq.com/openai/v1'],
    ['MISTRAL_API_KEY', 'mistral', 'openai-completions', 'https://api.mistral.ai/v1'],
    ['DEEPSEEK_API_KEY', 'deepseek', 'openai-completions', 'https://api.deepseek.com/v1'],
    ['XAI_API_KEY', 'xai', 'openai-completions', 'https://api.x.ai/v1'],
  ])('finds a key in %s', async (variable, name, api, baseUrl) => {
    const { detection } = await detect({ environment: { [variable]: ' not-a-real-key ' } });
    expect(detection.providers[name]).toMatchObject({ api, apiKey: 'not-a-real-key' });
    expect(detection.providers[name]?.baseUrl).toBe(baseUrl);
    expect(detection.defaultModel).toMatch(new RegExp(`^${name}/.+`));
    expect(detection.summary[0]).toContain(`a key for ${name} in ${variable}; agents that name no model use ${name}/`);
    expect(detection.summary.join()).not.toContain('not-a-real-key');
  });

  it('prefers a local server, and says how to use the others', async () => {
    const { detection } = await detect({
      servers: { [ollama]: ['llama3.3'] },
      environment: { OPENAI_API_KEY: 'not-a-real-key' },
    });
    expect(detection.defaultModel).toBe('ollama/llama3.3');
    expect(Object.keys(detection.providers)).toEqual(['ollama', 'openai']);
    expect(detection.summary[1]).toMatch(/OPENAI_API_KEY; to use it, set the model openai\//);
  });

  it('does not use a server that has no model to talk to', async () => {
    const { detection } = await detect({ servers: { [ollama]: ['nomic-embed-text'] } });
    expect(detection.defaultModel).toBeUndefined();
    expect(detection.summary[0]).toContain('it has no model to talk to yet');
    expect(detection.summary[1]).toContain('builtin/guide');
  });

  it('says that the built-in guide serves when nothing was found', async () => {
    const { detection } = await detect({});
    expect(detection).toMatchObject({ providers: {}, defaultModel: undefined });
    expect(detection.summary).toEqual([expect.stringMatching(/\(builtin\/guide\); see README, Connect a model\.$/)]);
  });

  it('looks for nothing when a provider is configured', async () => {
    const { detection, asked } = await detect({
      servers: { [ollama]: ['llama3.3'] },
      environment: { OPENAI_API_KEY: 'not-a-real-key' },
      providers: { mine: providerConfig() },
    });
    expect(asked).toEqual([]);
    expect(detection.providers).toEqual({});
  });

  it('does not ask the port that it listens on itself, wherever that came from', async () => {
    expect((await detect({ ownPort: 8_080 })).asked).not.toContain('http://127.0.0.1:8080/v1');
  });
});
