import { describe, expect, it } from '@jest/globals';
import { providerConfig } from '../../../test/support/provider-fixtures.js';
import { toChatEndpoint } from './chat-endpoint.js';

describe('toChatEndpoint', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434', '/v1/chat/completions'],
    ['http://127.0.0.1:11434/v1/', 'http://127.0.0.1:11434', '/v1/chat/completions'],
    ['https://example.test', 'https://example.test', '/chat/completions'],
    ['https://example.test/openai/v1//', 'https://example.test', '/openai/v1/chat/completions'],
    ['https://example.test/v1?api-version=3', 'https://example.test', '/v1/chat/completions?api-version=3'],
  ])('joins %s as it is written', (baseUrl, origin, path) => {
    expect(toChatEndpoint(providerConfig({ baseUrl }))).toMatchObject({ origin, path });
  });

  it.each(['', 'not a url', 'ftp://example.test'])('refuses the base URL "%s"', (baseUrl) => {
    expect(() => toChatEndpoint(providerConfig({ baseUrl }))).toThrow(/url/i);
  });

  it('B10: asks only OpenAI itself for max_completion_tokens', () => {
    const field = (baseUrl: string): string => toChatEndpoint(providerConfig({ baseUrl })).maxTokensField;
    expect(field('https://api.openai.com/v1')).toBe('max_completion_tokens');
    expect(field('https://api.openai.com.example.test/v1')).toBe('max_tokens');
    expect(field('http://127.0.0.1:1234/v1')).toBe('max_tokens');
  });

  it('lets configured headers replace the usual ones, whatever their case', () => {
    const config = providerConfig({
      baseUrl: 'https://example.test',
      apiKey: 'a',
      headers: { Authorization: 'Key b' },
    });
    const { headers } = toChatEndpoint(config);
    expect(headers.filter((value) => value === 'authorization')).toHaveLength(1);
    expect(headers[headers.indexOf('authorization') + 1]).toBe('Key b');
  });
});
