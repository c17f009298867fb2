import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { ProviderReachCheck } from './provider-reach.check.js';

const stateDirectory = temporaryDirectory();
const apiKey = 'the-key-of-the-provider';

function findings(provider: Record<string, unknown>) {
  const { context } = doctorContext({ stateDirectory, config: { models: { providers: { own: provider } } } });
  return new ProviderReachCheck(context).run();
}

describe(ProviderReachCheck.name, () => {
  it.each(['http://models.example.com/v1', 'http://8.8.8.8:8000/v1', 'http://[2606:4700::1]/v1'])(
    'a key to %s is a problem',
    (baseUrl) => {
      const problem = { status: 'problem', path: 'models.providers.own.baseUrl', remedy: expect.any(String) };
      expect(findings({ baseUrl, apiKey })).toEqual([{ ...problem, what: expect.stringContaining('in plain text') }]);
      expect(findings({ baseUrl, headers: { 'x-key': apiKey } })).toMatchObject([problem]);
      expect(JSON.stringify(findings({ baseUrl, apiKey }))).not.toContain(apiKey);
    },
  );

  it.each([
    { baseUrl: 'https://models.example.com/v1', apiKey },
    { baseUrl: 'http://models.example.com/v1' },
    { baseUrl: 'http://127.0.0.1:11434/v1', apiKey },
    { baseUrl: 'http://localhost:11434/v1', apiKey },
    { baseUrl: 'http://[::1]:11434/v1', apiKey },
    { baseUrl: 'http://192.168.1.20:8000/v1', apiKey },
    { baseUrl: 'http://100.64.0.7:8000/v1', apiKey },
    { baseUrl: 'http://gpu-box/v1', apiKey },
    { baseUrl: 'http://gpu.home.arpa/v1', apiKey },
    { apiKey, api: 'anthropic-messages' },
  ])('%j is none', (provider) => {
    expect(findings(provider)).toMatchObject([{ status: 'ok' }]);
  });

  it('says nothing where there is no provider', () => {
    const { context } = doctorContext({ stateDirectory, config: {} });
    expect(new ProviderReachCheck(context).run()).toEqual([]);
  });
});
