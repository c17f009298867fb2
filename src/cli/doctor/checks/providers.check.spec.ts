import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import type { HttpOutcome } from '../http-asker.js';
import { ProvidersCheck } from './providers.check.js';

const stateDirectory = temporaryDirectory();
const refused: HttpOutcome = { kind: 'answer', status: 401, body: '' };

async function check(providers: Record<string, unknown>, answers: Record<string, HttpOutcome>, model = 'ollama/a') {
  const config = { models: { providers }, agents: { defaults: { model } } };
  const { context, asked } = doctorContext({ stateDirectory, config, answers });
  return { findings: await new ProvidersCheck(context).run(), asked };
}

describe(ProvidersCheck.name, () => {
  it('nothing at the address is a warning, which names the setting and shows no password', async () => {
    const providers = { ollama: { baseUrl: 'http://user:not-a-real-password@127.0.0.1:9' } };
    const nothing: HttpOutcome = { kind: 'answer', status: 404, body: '' };
    const { findings } = await check(providers, { 'http://user:not-a-real-password@127.0.0.1:9/models': nothing });
    expect(findings).toEqual([
      {
        status: 'warning',
        what: 'ollama answers 404 at http://127.0.0.1:9/models, so its address may be wrong.',
        remedy: "Compare models.providers.ollama.baseUrl: an address of OpenAI's API mostly ends in /v1.",
      },
    ]);
  });

  it('any other answer will do, and no key is sent', async () => {
    const providers = { ollama: { baseUrl: 'http://127.0.0.1:9/v1/?api-version=1', apiKey: 'not-a-real-key' } };
    const { findings, asked } = await check(providers, { 'http://127.0.0.1:9/v1/models?api-version=1': refused });
    expect(findings).toEqual([{ status: 'ok', what: 'ollama answers at http://127.0.0.1:9' }]);
    expect(JSON.stringify(asked)).not.toContain('not-a-real-key');
  });

  it('silence is a problem where an agent needs it, else a warning; a password in the address is not shown', async () => {
    const providers = {
      ollama: { baseUrl: 'http://127.0.0.1:9/v1' },
      other: { baseUrl: 'http://user:not-a-real-password@127.0.0.1:8/v1' },
    };
    const { findings } = await check(providers, {});
    expect(findings.map(({ status }) => status)).toEqual(['problem', 'warning']);
    expect(findings[1]?.what).toBe('other does not answer at http://127.0.0.1:8 (ECONNREFUSED).');
  });

  it('cloud providers need a key, and are asked where they are known to be', async () => {
    const answers = {
      'https://api.openai.com/v1/models': refused,
      'https://api.anthropic.com/v1/models': refused,
      'https://generativelanguage.googleapis.com/v1beta/models': refused,
    };
    const key = { apiKey: 'not-a-real-key' };
    const { findings } = await check({ openai: {}, anthropic: key, google: key }, answers, 'openai/x');
    expect(findings).toEqual([
      expect.objectContaining({
        status: 'problem',
        what: 'openai has no key.',
        remedy: expect.stringContaining('${OPENAI_API_KEY}'),
      }),
      { status: 'ok', what: 'openai answers at https://api.openai.com' },
      { status: 'ok', what: 'anthropic answers at https://api.anthropic.com' },
      { status: 'ok', what: 'google answers at https://generativelanguage.googleapis.com' },
    ]);
  });
});
