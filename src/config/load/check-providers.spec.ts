import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import type { ConfigProblem } from '../config-problem.js';
import { loadConfiguration } from '../load-configuration.js';

const stateDir = temporaryDirectory();
const load = (providers: string, env: Record<string, string> = {}) =>
  loadConfiguration({ text: `{ models: { providers: ${providers} } }`, env, stateDir });
const problems = (providers: string, env: Record<string, string> = {}): readonly ConfigProblem[] =>
  problemsOf(() => load(providers, env));

describe('the address of a provider', () => {
  it.each(['{ lmstudio: {} }', '{ lmstudio: { apiKey: "x", api: "openai-completions" } }'])(
    'A6: is missing in %s, whose requests would all fail',
    (providers) => {
      expect(problems(providers)).toEqual([
        {
          path: 'models.providers.lmstudio.baseUrl',
          found: 'nothing',
          allowed: expect.stringContaining('an http(s) URL'),
        },
      ]);
    },
  );

  it.each([
    '{ openai: {}, anthropic: {}, google: {}, openrouter: {}, groq: {}, mistral: {}, deepseek: {}, xai: {} }',
    '{ mine: { api: "anthropic-messages" }, yours: { api: "google-generative-ai" }, ours: { api: "builtin-guide" } }',
    '{ lmstudio: { baseUrl: "http://127.0.0.1:1234/v1" } }',
  ])('A6: is not missing in %s', (providers) => {
    expect(() => load(providers)).not.toThrow();
  });

  it.each(['{ a: 5 }', '{ a: { baseUrl: "nonsense" } }', '{ a: { api: "other" } }', '{ Upper: {} }'])(
    'A6: is not asked for on top of the problem in %s',
    (providers) => {
      expect(problems(providers)).toHaveLength(1);
    },
  );

  it.each(['127.0.0.1:11434/v1', 'localhost:1234', '[::1]:8000/v1', 'models.example/v1', 'box:11434'])(
    'A6: %s only lacks the scheme, which is said',
    (written) => {
      expect(problems(`{ a: { baseUrl: "${written}" } }`)).toEqual([
        {
          path: 'models.providers.a.baseUrl',
          found: `"${written}"`,
          didYouMean: `http://${written}`,
          allowed: 'a URL that starts with http:// or https://',
        },
      ]);
    },
  );

  it('A6: another scheme is shown without a suggestion', () => {
    const [problem] = problems('{ a: { baseUrl: "ftp://models.example/v1" } }');
    expect(problem).toMatchObject({ found: '"ftp://models.example/v1"' });
    expect(problem).not.toHaveProperty('didYouMean');
  });

  it.each([
    'user:test-token@127.0.0.1:11434',
    'ftp://user:test-token@models.example/v1',
    '127.0.0.1:11434/v1?key=test-token',
    'models.example/v1#test-token',
    'test-token',
    'test-token/abc',
    'a.b.test-token',
    'test-token+x=',
  ])('C5: %s may hold a secret and is not repeated', (written) => {
    expect(JSON.stringify(problems(`{ a: { baseUrl: "${written}" } }`))).not.toContain('test-token');
  });

  it('C5: what came from the environment is not repeated, nor suggested', () => {
    const shown = JSON.stringify(problems('{ a: { baseUrl: "${ADDRESS}" } }', { ADDRESS: 'inner.example:1/v1' }));
    expect(shown).not.toContain('inner.example');
  });
});
