import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { loadConfiguration } from '../load-configuration.js';

const stateDir = temporaryDirectory();
const warningsOf = (text: string): readonly string[] => loadConfiguration({ text, env: {}, stateDir }).warnings;
const providers = 'models: { providers: { ollama: { baseUrl: "http://127.0.0.1:9/v1" } } }';

describe('unknownProviderWarnings', () => {
  it('A6: names each model that no configured provider stands behind, once', () => {
    const agents = `agents: {
      defaults: { model: "olama/a" },
      list: [{ id: "one", model: "olama/a" }, { id: "two", model: { primary: "ollama/b", fallbacks: ["cloud/c/d"] } }],
    }`;
    expect(warningsOf(`{ ${providers}, ${agents} }`)).toEqual([
      'An agent has the model olama/a, and models.providers has no such provider; there are: ollama. Did you mean "ollama"?',
      'An agent has the model cloud/c/d, and models.providers has no such provider; there are: ollama.',
    ]);
  });

  it('A6: names each rule by provider that can never hold', () => {
    const rules = 'byProvider: { olama: { deny: ["exec"] }, "Ollama/a": {}, "builtin/guide": {} }';
    expect(warningsOf(`{ ${providers}, tools: { ${rules} } }`)).toEqual([
      'tools.byProvider has rules for olama (did you mean "ollama"?), and models.providers has no such provider: they have no effect.',
    ]);
    expect(warningsOf(`{ ${providers}, agents: { list: [{ id: "one", tools: { ${rules} } }] } }`)).toEqual([
      expect.stringMatching(/^agents\.list\[one\]\.tools\.byProvider has rules for olama/),
    ]);
  });

  it.each([
    [
      'models of configured providers and the built-in one',
      `{ ${providers}, agents: { list: [{ id: "one", model: { primary: "ollama/a", fallbacks: ["builtin/guide"] } }] } }`,
    ],
    [
      'any model while no provider is configured, because one may be found',
      '{ agents: { defaults: { model: "ollama/a" } } }',
    ],
    ['no model at all', `{ ${providers} }`],
  ])('A6: has nothing against %s', (_, text) => {
    expect(warningsOf(text)).toEqual([]);
  });
});
