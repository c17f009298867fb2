import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { loadConfiguration } from './load-configuration.js';
import { OpenClawConfig } from './openclaw.config.js';
import { placedSecrets } from './placed-secrets.js';

const stateDir = temporaryDirectory();

describe('placedSecrets', () => {
  it('finds every secret with its place, in sections, lists and maps', () => {
    const text = JSON.stringify({
      gateway: {
        auth: { mode: 'token', token: 'a-token-of-this-test', keys: [{ id: 'web', key: 'a-key-of-this-test' }] },
      },
      models: {
        providers: { 'my-own': { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'one', headers: { 'x-key': 'two' } } },
      },
      mcp: { servers: { files: { command: 'x', env: { ACCESS: 'three' } } } },
    });
    const { config } = loadConfiguration({ text, env: {}, stateDir });
    expect(placedSecrets(OpenClawConfig, config)).toEqual(
      expect.arrayContaining([
        { path: 'gateway.auth.token', value: 'a-token-of-this-test' },
        { path: 'gateway.auth.keys[0].key', value: 'a-key-of-this-test' },
        { path: 'models.providers.my-own.apiKey', value: 'one' },
        { path: 'models.providers.my-own.headers.x-key', value: 'two' },
        { path: 'mcp.servers.files.env.ACCESS', value: 'three' },
      ]),
    );
  });

  it('is empty where there is none', () => {
    expect(placedSecrets(OpenClawConfig, new OpenClawConfig())).toEqual([]);
  });
});
