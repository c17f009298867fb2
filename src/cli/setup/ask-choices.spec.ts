import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import type { HttpAsker } from '../doctor/http-asker.js';
import { Environment } from '../../config/environment.js';
import { askChoices } from './ask-choices.js';
import { findProviders } from './find-providers.js';
import { type AnswerSource, Interview, noAnswers } from './interview.js';
import type { SetupChoices } from './setup-choice.js';

const ollama = 'http://127.0.0.1:11434/v1';

interface World {
  answers?: string[];
  servers?: Record<string, string[]>;
  env?: Record<string, string>;
}

async function ask({
  answers,
  servers = {},
  env = {},
}: World): Promise<{ choices: SetupChoices; shown: string; left: string[]; asked: (string | undefined)[] }> {
  const { terminal, stderr } = capturedTerminal();
  const left = [...(answers ?? [])];
  const source: AnswerSource = answers
    ? { next: () => Promise.resolve(left.shift()), close: () => undefined }
    : noAnswers;
  const environment = new Environment(env);
  const probe = { probe: (url: string) => Promise.resolve(servers[url]) };
  const found = await findProviders(environment, probe, 18_789);
  const asked: (string | undefined)[] = [];
  const http: HttpAsker = {
    get: (url, headers = {}) => {
      asked.push(headers['authorization']);
      const ids = servers[url.replace(/\/models$/, '')];
      const body = JSON.stringify({ data: ids?.map((id) => ({ id })) });
      if (ids) return Promise.resolve({ kind: 'answer', status: 200, body });
      const isThere = Object.keys(servers).some((address) => new URL(address).host === new URL(url).host);
      return Promise.resolve(
        isThere ? { kind: 'answer', status: 404, body: '' } : { kind: 'unreachable', reason: 'ECONNREFUSED' },
      );
    },
  };
  const choices = await askChoices(new Interview(source, terminal), { environment, found, http });
  return { choices, shown: stderr(), left, asked };
}

describe('askChoices', () => {
  it('with nothing at hand every default leads to the built-in guide and a token of its own', async () => {
    expect((await ask({})).choices).toEqual({
      model: undefined,
      mainAgent: { name: 'Main', instructions: '' },
      hasPublicAgent: false,
      credential: 'generated',
    });
  });

  it('a local server comes first, with its first model that can talk', async () => {
    const world = {
      servers: { [ollama]: ['nomic-embed-text', 'llama3.3'] },
      env: { OPENAI_API_KEY: 'not-a-real-key' },
    };
    const { choices } = await ask(world);
    expect(choices.model).toMatchObject({ modelId: 'llama3.3', provider: { name: 'ollama', baseUrl: ollama } });
    const { choices: other, shown } = await ask({ ...world, answers: ['2', ''] });
    expect(other.model).toMatchObject({
      modelId: 'gpt-5.4-mini',
      provider: { name: 'openai', keyVariable: 'OPENAI_API_KEY' },
    });
    expect(other.model?.provider).not.toHaveProperty('baseUrl');
    expect(JSON.stringify(other) + shown).not.toContain('not-a-real-key');
  });

  it('a model is chosen by number or by name', async () => {
    const servers = { [ollama]: ['a', 'b'] };
    expect((await ask({ servers, answers: ['1', '2'] })).choices.model?.modelId).toBe('b');
    const { choices, shown } = await ask({ servers, answers: ['1', '3', 'two words', 'qwen3:8b'] });
    expect(choices.model?.modelId).toBe('qwen3:8b');
    expect(shown).toMatch(/A number from 1 to 2[^]*has no spaces/);
  });

  it('a server without any model is no default, and its model has to be named', async () => {
    const servers = { [ollama]: [] };
    expect((await ask({ servers })).choices.model).toBeUndefined();
    expect((await ask({ servers, answers: ['1', '', 'x'] })).choices.model?.modelId).toBe('x');
  });

  it('a server of your own need not answer yet', async () => {
    const { choices, shown } = await ask({
      answers: ['1', 'ftp://x', 'http://u:p@host/v1', 'http://192.0.2.1:1/v1/', '', '', '7'],
    });
    expect(choices.model).toEqual({
      modelId: '7',
      provider: expect.objectContaining({ name: 'custom', baseUrl: 'http://192.0.2.1:1/v1', modelIds: [] }),
    });
    expect(shown).toMatch(/http:\/\/ or https:\/\/[^]*No password in the address[^]*Nothing answers at http/);
    expect(shown).not.toContain('1 to 0');
  });

  it('a server that does not answer can be left for another one', async () => {
    const there = 'http://192.0.2.2:1/v1';
    const answers = ['1', 'http://192.0.2.1:1/v1', '', 'no', there, '', ''];
    const { choices } = await ask({ servers: { [there]: ['a'] }, answers });
    expect(choices.model).toMatchObject({ modelId: 'a', provider: { baseUrl: there, modelIds: ['a'] } });
  });

  it('an address without its /v1 is completed; a wrong one is asked for again by default', async () => {
    const servers = { 'http://192.0.2.2:1/v1': ['a'] };
    const completed = await ask({ servers, answers: ['1', 'http://192.0.2.2:1', '', ''] });
    expect(completed.choices.model?.provider.baseUrl).toBe('http://192.0.2.2:1/v1');
    expect(completed.shown).toContain('Its models are at http://192.0.2.2:1/v1');
    const wrong = ['1', 'http://192.0.2.2:1/v2', '', '', 'http://192.0.2.2:1/v1', '', ''];
    const { choices, shown } = await ask({ servers, answers: wrong });
    expect(choices.model?.provider.baseUrl).toBe('http://192.0.2.2:1/v1');
    expect(shown).toContain('http://192.0.2.2:1/v2/models answers 404');
  });

  it('a server is asked with its key; a variable that is not set is refused at once', async () => {
    const there = 'http://192.0.2.2:1/v1';
    const world = { servers: { [there]: ['a'] }, env: { MY_KEY: 'not-a-real-key' } };
    const { choices, shown, asked } = await ask({ ...world, answers: ['1', there, 'NO_KEY', 'MY_KEY', ''] });
    expect(choices.model?.provider.keyVariable).toBe('MY_KEY');
    expect(asked).toEqual(['Bearer not-a-real-key']);
    expect(shown).toContain('NO_KEY is not set here.');
  });

  it('says how to come to a model where none is at hand', async () => {
    expect((await ask({ answers: [] })).shown).toContain('OPENAI_API_KEY, and run `openclaw init` again');
    const { shown } = await ask({ answers: [], servers: { [ollama]: ['a'] } });
    expect(shown).not.toContain('run `openclaw init` again');
  });

  it('name, instructions and the public agent', async () => {
    const { choices } = await ask({ answers: ['2', 'x'.repeat(65), 'Ada', 'Be brief.', 'YES'] });
    expect(choices).toMatchObject({ mainAgent: { name: 'Ada', instructions: 'Be brief.' }, hasPublicAgent: true });
  });

  it.each([
    [{ OPENCLAW_GATEWAY_TOKEN: 'a-token' }, 'token-variable'],
    [{ OPENCLAW_GATEWAY_PASSWORD: 'a-password' }, 'password-variable'],
    [{ OPENCLAW_GATEWAY_TOKEN: 'a-token', OPENCLAW_GATEWAY_PASSWORD: 'a-password' }, 'token-variable'],
  ])('the credential that is set is the default: %j', async (env, expected) => {
    expect((await ask({ env })).choices.credential).toBe(expected);
  });
});
