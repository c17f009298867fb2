import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelCallError } from './model-call.error.js';
import { ProviderError } from './provider.errors.js';
import type { ProviderErrorKind } from './provider.errors.js';
import { toGatewayError } from './provider-failure.js';

const kinds: ProviderErrorKind[] = [
  'connect',
  'timeout',
  'rate-limited',
  'auth',
  'rejected',
  'upstream',
  'cut',
  'aborted',
  'withheld',
];

function failed(kind: ProviderErrorKind, options: ConstructorParameters<typeof ProviderError>[2] = {}): ModelCallError {
  return new ModelCallError(
    'ollama/llama3.3',
    'ollama',
    new ProviderError(kind, 'ECONNREFUSED 10.0.0.7:11434', options),
  );
}

describe('toGatewayError', () => {
  it.each<[ProviderErrorKind, number, string, boolean]>([
    ['connect', 502, 'upstream_error', true],
    ['timeout', 504, 'upstream_timeout', true],
    ['rate-limited', 429, 'rate_limit_exceeded', true],
    ['auth', 502, 'upstream_error', false],
    ['rejected', 502, 'upstream_error', false],
    ['upstream', 502, 'upstream_error', true],
    ['cut', 502, 'upstream_error', true],
    ['aborted', 502, 'upstream_error', true],
    ['withheld', 500, 'egress_refused', false],
  ])('K2: makes %s a %i %s', (kind, status, code, retryable) => {
    for (const includeDetails of [true, false]) {
      expect(toGatewayError(failed(kind), { includeDetails })).toMatchObject({ status, code, retryable });
    }
  });

  it('K5: hands on after how many seconds a retry may succeed, rounded up', () => {
    const error = failed('rate-limited', { retryAfterSeconds: 1.2 });
    expect(toGatewayError(error, { includeDetails: true }).retryAfterSeconds).toBe(2);
    expect(toGatewayError(failed('rate-limited'), { includeDetails: true }).retryAfterSeconds).toBeUndefined();
  });

  it('names provider, model and remedy to those who may know', () => {
    expect(toGatewayError(failed('auth', { providerMessage: 'bad key' }), { includeDetails: true }).message).toBe(
      "The model provider refused the gateway's credential (model ollama/llama3.3). " +
        'Check models.providers.ollama.apiKey. It said: bad key',
    );
  });

  it.each([
    ['404 page not found', /models\.providers\.ollama\.baseUrl: an address of OpenAI's API mostly ends in \/v1/],
    ["The model 'llama3.3' does not exist", /Check the model id and the options/],
  ])('a 404 is about the address unless it speaks of a model: %s', (providerMessage, remedy) => {
    const error = failed('rejected', { status: 404, providerMessage });
    expect(toGatewayError(error, { includeDetails: true }).message).toMatch(remedy);
    expect(toGatewayError(error, { includeDetails: false }).message).not.toMatch(/baseUrl|v1/);
  });

  it.each(kinds)('K5: tells the caller of a public agent nothing of the provider: %s', (kind) => {
    const { message } = toGatewayError(failed(kind, { providerMessage: 'secret words' }), { includeDetails: false });
    expect(message).not.toMatch(/ollama|llama|secret words|models\.providers/);
    expect(message.length).toBeGreaterThan(20);
  });

  it.each([
    'connect ECONNREFUSED 127.0.0.1:11434',
    'see http://build-host.lan:8000/v1/models for more',
    'failed to open /home/someone/models/llama.gguf',
    'failed to open "/srv/model files/llama.gguf"',
    'no such file: ~/models/x',
    'no such file: C:\\Users\\someone\\x.gguf',
    'dial tcp [::1]:8080 refused, also fe80::1ff:fe23:4567:890a',
    'upstream build-host:8000 is gone',
    'nothing at localhost:1234 or localhost',
  ])('G6: takes host details out of the words of the provider: %s', (providerMessage) => {
    const { message } = toGatewayError(failed('upstream', { providerMessage }), { includeDetails: true });
    expect(message).not.toMatch(/127\.0|::1|fe80|\/home|\/srv|someone|build-host|localhost|models\/|files\/|:\d{3,5}/);
    expect(message).toMatch(/\[(url|address|path)\]/);
  });

  it('leaves ordinary words as they are', () => {
    const providerMessage = 'Rate limit reached for gpt-5 and/or your tier: 3/5 used, ratio 1:2. Try again in 1.5s.';
    const { message } = toGatewayError(failed('rate-limited', { providerMessage }), { includeDetails: true });
    expect(message).toContain('gpt-5 and/or your tier: 3/5 used, ratio 1:2. Try again in 1.5s.');
  });

  it('G6: no message holds the text or address of the cause', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.ipV4(), fc.boolean(), (kind, address, includeDetails) => {
        const error = failed(kind, { providerMessage: `no route to ${address}` });
        expect(toGatewayError(error, { includeDetails }).message).not.toContain(address);
        expect(toGatewayError(error, { includeDetails }).message).not.toContain('ECONNREFUSED');
      }),
    );
  });
});
