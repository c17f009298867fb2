import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { loadConfiguration } from './load-configuration.js';
import { ProviderConfig } from './models.config.js';
import { redactedConfiguration, secretsOf, secretsOfProvider } from './secrets.js';

const stateDir = join(temporaryDirectory(), 'state');
const load = (config: object, env: Record<string, string> = {}) =>
  loadConfiguration({ text: JSON.stringify(config), env, stateDir });

describe('redactedConfiguration', () => {
  it('C5: shows the configuration with defaults, and [redacted] for each secret', () => {
    const loaded = load({
      gateway: { auth: { mode: 'token', token: 'test-token', password: 'test-password' } },
      models: {
        providers: {
          x: {
            apiKey: 'not-a-real-key',
            headers: { 'X-Key': 'test-header' },
            baseUrl: 'https://u:test-pw@h.example/v1?key=test-query',
          },
          y: { baseUrl: 'https://h.example/v1' },
        },
      },
    });
    expect(redactedConfiguration(loaded)).toMatchObject({
      gateway: { port: 18_789, auth: { mode: 'token', token: '[redacted]', password: '[redacted]' } },
      models: {
        providers: {
          x: {
            apiKey: '[redacted]',
            headers: { 'x-key': '[redacted]' },
            baseUrl: 'https://[redacted]@h.example/v1?[redacted]',
          },
          y: { baseUrl: 'https://h.example/v1' },
        },
      },
    });
  });

  it('C5: a secret that was copied into another setting is replaced there too', () => {
    const loaded = load(
      {
        gateway: { auth: { token: 'test-token' } },
        agents: { defaults: { systemPrompt: 'The key is test-token, and test-provider-key.' } },
      },
      { OPENAI_API_KEY: 'test-provider-key' },
    );
    expect(redactedConfiguration(loaded)).toMatchObject({
      agents: { defaults: { systemPrompt: 'The key is [redacted], and [redacted].' } },
    });
  });

  it('C5: never holds a secret, whatever the secrets are and wherever they are repeated', () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'0123456789ÄÖ%&=/@:?# "') })
      .map((text) => `s3cret${text}!`);
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 5, maxLength: 5 }),
        secret,
        ([token = '', key = '', password = '', query = '', provider = ''], header) => {
          const url = `https://user:${encodeURIComponent(password)}@h.example/?api_key=${encodeURIComponent(query)}`;
          const ascii = header.replaceAll(/[^\x20-\x7e]/g, 'x');
          const loaded = load(
            {
              gateway: { auth: { token } },
              models: { providers: { x: { apiKey: key, headers: { h: ascii }, baseUrl: url } } },
              agents: {
                list: [{ id: 'main', systemPrompt: `${token} ${key} ${password} ${query} ${provider}`, name: ascii }],
              },
            },
            { GROQ_API_KEY: provider },
          );
          const shown = JSON.stringify(redactedConfiguration(loaded));
          for (const each of [token, key, password, query, provider, ascii]) {
            expect(shown).not.toContain(JSON.stringify(each).slice(1, -1));
            expect(secretsOf(loaded)).toContain(each);
          }
          expect(shown).not.toContain('s3cret');
        },
      ),
    );
  });
});

describe('secretsOf', () => {
  it('C5: knows the made token, keys of the environment and what URLs hold, longest first', () => {
    const loaded = load(
      { models: { providers: { x: { baseUrl: 'https://u:test-pw@h.example/?api-version=2026-01-01&sig=test-sig' } } } },
      { ANTHROPIC_API_KEY: 'test-provider-key' },
    );
    const made = 'secret' in loaded.auth ? loaded.auth.secret : '';
    expect(secretsOf(loaded)).toEqual([made, 'test-provider-key', 'test-sig', 'test-pw']);
  });

  it('C5: words too short to be a secret are not masked', () => {
    expect(secretsOf(load({ gateway: { auth: { token: 'abc' } } }))).toEqual([]);
  });
});

describe('secretsOfProvider', () => {
  it('C5: knows the key, header values also without their scheme, and what the URL holds', () => {
    const config = Object.assign(new ProviderConfig(), {
      apiKey: ' not-a-real-key ',
      headers: { authorization: 'Bearer not-a-token', 'x-mode': 'fast' },
      baseUrl: 'https://u:test-pw@h.example/v1?key=test-query',
    });
    expect(secretsOfProvider(config)).toEqual([
      'Bearer not-a-token',
      'not-a-real-key',
      'not-a-token',
      'test-query',
      'test-pw',
    ]);
  });

  it('C5: also of a configuration that is a plain copy', () => {
    expect(secretsOfProvider({ ...new ProviderConfig(), apiKey: 'not-a-real-key' })).toEqual(['not-a-real-key']);
  });
});
