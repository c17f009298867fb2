import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { ReusedSecretsCheck } from './reused-secrets.check.js';

const stateDirectory = temporaryDirectory();
const secret = 'the-one-secret-of-everything';

const check = (config: Record<string, unknown>, env: Record<string, string> = {}) =>
  new ReusedSecretsCheck(doctorContext({ stateDirectory, config, env }).context).run();

const provider = (settings: Record<string, unknown>) => ({
  models: { providers: { own: { baseUrl: 'http://127.0.0.1:1/v1', ...settings } } },
});

describe(ReusedSecretsCheck.name, () => {
  it.each([
    ['a key of a provider', provider({ apiKey: secret }), 'models.providers.own.apiKey'],
    [
      'a header',
      provider({ headers: { authorization: `Bearer ${secret}` } }),
      'models.providers.own.headers.authorization',
    ],
    ['a tool server', { mcp: { servers: { a: { command: 'x', env: { KEY: secret } } } } }, 'mcp.servers.a.env.KEY'],
  ])('the token is that of %s too', (_name, sections, other) => {
    const found = check({ gateway: { auth: { token: secret } }, ...sections });
    expect(found).toMatchObject([
      { status: 'problem', path: 'gateway.auth.token', what: `gateway.auth.token is ${other} too.` },
    ]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('from the environment, on both sides', () => {
    expect(check({}, { OPENCLAW_GATEWAY_TOKEN: secret, OPENAI_API_KEY: `${secret} ` })).toMatchObject([
      { path: 'OPENCLAW_GATEWAY_TOKEN', what: 'OPENCLAW_GATEWAY_TOKEN is OPENAI_API_KEY too.' },
    ]);
  });

  it('a named key', () => {
    const keys = [{ id: 'web', key: secret }];
    expect(check({ gateway: { auth: { keys } }, ...provider({ apiKey: secret }) })).toMatchObject([
      { path: 'gateway.auth.keys[0].key' },
    ]);
  });

  it('what front ends sign with, in both directions', () => {
    const long = `${secret}-of-32-bytes-and-more`;
    const ownerAssertion = { secret: long };
    expect(check({ gateway: { auth: { token: long, ownerAssertion } } })).toMatchObject([
      { path: 'gateway.auth.token' },
    ]);
    expect(check({ gateway: { auth: { ownerAssertion } }, ...provider({ apiKey: long }) })).toMatchObject([
      { path: 'gateway.auth.ownerAssertion.secret' },
    ]);
  });

  it('the same token in a variable and in the setting that names it is one', () => {
    const gateway = { auth: { token: '${OPENCLAW_GATEWAY_TOKEN}' } };
    expect(check({ gateway }, { OPENCLAW_GATEWAY_TOKEN: secret })).toMatchObject([{ status: 'ok' }]);
  });

  it('is content where all are different, or none is set', () => {
    const fine = [expect.objectContaining({ status: 'ok' })];
    expect(check({ gateway: { auth: { token: secret } }, ...provider({ apiKey: 'another-secret' }) })).toEqual(fine);
    expect(check({})).toEqual(fine);
    // What keys of servers are called that need none is no secret.
    expect(check({ gateway: { auth: { token: 'ollama' } }, ...provider({ apiKey: 'ollama' }) })).toEqual(fine);
    expect(new ReusedSecretsCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
