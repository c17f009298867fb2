import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { loadConfiguration } from '../../config/load-configuration.js';
import type { CredentialChoice, SetupChoices } from './setup-choice.js';
import { setupConfigText as sut } from './setup-config-text.js';

const stateDir = temporaryDirectory();
const env = { OPENCLAW_GATEWAY_TOKEN: 'a-token-of-the-test', MY_KEY: 'not-a-real-key' };
const plain: SetupChoices = {
  model: undefined,
  mainAgent: { name: 'Main', instructions: '' },
  hasPublicAgent: false,
  credential: 'generated',
};
const load = (choices: Partial<SetupChoices>, variables: Record<string, string> = env) =>
  loadConfiguration({ text: sut({ ...plain, ...choices }), env: variables, stateDir });

describe('setupConfigText', () => {
  it('whatever is answered, the gateway reads it as it was meant', () => {
    const words = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .filter((text) => text.trim() === text && !/[\r\n]/.test(text));
    const odd = fc.oneof(words, fc.constantFrom('${HOME}', '$${X}', '${', "it's", '"', '\\', '// no', '*/', '\u2028'));
    const name = odd.filter((text) => text !== '' && text.trim() !== '');
    fc.assert(
      fc.property(name, odd, name, (agentName, instructions, modelId) => {
        const provider = {
          name: 'my-own',
          api: 'openai-completions',
          baseUrl: 'http://127.0.0.1:9/v1',
          keyVariable: 'MY_KEY',
          modelIds: [],
          description: '',
        } as const;
        const id = modelId.replaceAll(/\s/g, '_');
        const { config, warnings } = load({
          model: { provider, modelId: id },
          mainAgent: { name: agentName, instructions },
          hasPublicAgent: true,
        });
        expect(warnings).toEqual([]);
        expect(config.agents.list[0]).toMatchObject({ id: 'main', name: agentName });
        expect(config.agents.list[0]?.systemPrompt ?? '').toBe(instructions);
        expect(config.agents.list[1]).toMatchObject({ id: 'front-desk', publicMode: true });
        expect(config.agents.defaults.model?.primary).toBe(`my-own/${id}`);
        expect(config.models.providers['my-own']).toMatchObject({ apiKey: 'not-a-real-key', models: [{ id }] });
      }),
      { numRuns: 200 },
    );
  });

  it('a cloud provider needs no address, and its models see images', () => {
    const provider = {
      name: 'anthropic',
      api: 'anthropic-messages',
      keyVariable: 'MY_KEY',
      modelIds: [],
      description: '',
    } as const;
    const { config } = load({ model: { provider, modelId: 'x' } });
    expect(config.models.providers['anthropic']).toMatchObject({
      api: 'anthropic-messages',
      models: [{ id: 'x', input: ['text', 'image'] }],
    });
    expect(config.models.providers['anthropic']?.baseUrl).toBeUndefined();
  });

  it.each<[CredentialChoice, Record<string, string>, object]>([
    ['generated', {}, { mode: 'token', source: 'generated' }],
    ['token-variable', { OPENCLAW_GATEWAY_TOKEN: 'a', OPENCLAW_GATEWAY_PASSWORD: 'b' }, { mode: 'token', secret: 'a' }],
    [
      'password-variable',
      { OPENCLAW_GATEWAY_TOKEN: 'a', OPENCLAW_GATEWAY_PASSWORD: 'b' },
      { mode: 'password', secret: 'b' },
    ],
  ])('credential %s', (credential, variables, expected) => {
    const { auth, config } = load({ credential }, variables);
    expect(auth).toMatchObject(expected);
    expect(config.gateway.auth.rateLimit).toBeDefined();
  });
});
