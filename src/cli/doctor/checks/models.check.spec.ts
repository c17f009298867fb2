import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { providerConfig } from '../../../../test/support/provider-fixtures.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { ModelsCheck } from './models.check.js';

const stateDirectory = temporaryDirectory();
const ollama = { baseUrl: 'http://127.0.0.1:9/v1' };

const check = (config: Record<string, unknown>, options = {}) =>
  new ModelsCheck(doctorContext({ stateDirectory, config, ...options }).context).run();

describe(ModelsCheck.name, () => {
  it('a model whose provider is configured, and one whose is not', async () => {
    const list = [
      { id: 'main', model: 'ollama/a' },
      { id: 'desk', model: 'olama/a' },
    ];
    expect(await check({ models: { providers: { ollama } }, agents: { list } })).toEqual([
      { status: 'ok', what: 'main asks ollama/a' },
      expect.objectContaining({
        status: 'problem',
        what: 'desk asks olama/a, and there is no provider olama (did you mean "ollama"?).',
      }),
    ]);
  });

  it('a fallback that is not there is a warning', async () => {
    const model = { primary: 'ollama/a', fallbacks: ['openai/b', 'builtin/guide'] };
    const findings = await check({ models: { providers: { ollama } }, agents: { defaults: { model } } });
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'warning']);
  });

  it('an agent that names none gets the first listed model, what is found, or the guide', async () => {
    const listed = { models: { providers: { ollama: { ...ollama, models: [{ id: 'first' }] } } } };
    expect((await check(listed))[0]?.what).toBe('main asks ollama/first');
    const found = [
      { name: 'empty', config: providerConfig(), modelId: undefined, description: '' },
      { name: 'lmstudio', config: providerConfig(), modelId: 'x', description: '' },
    ];
    expect((await check({}, { findProviders: () => Promise.resolve(found) }))[0]?.what).toBe('main asks lmstudio/x');
    expect((await check({}))[0]).toMatchObject({ status: 'warning', what: expect.stringContaining('built-in guide') });
  });

  it('has nothing to say of a configuration that cannot be used', async () => {
    expect(await new ModelsCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
