import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { PlainSecretsCheck } from './plain-secrets.check.js';

const stateDirectory = temporaryDirectory();
const path = join(stateDirectory, 'openclaw.json');
const file = { path, isStarter: false, target: path, exists: true, stateDirectory };
const secret = 'a-secret-of-this-test';

function check(auth: Record<string, unknown>, mode = 0o600, env: Record<string, string> = {}) {
  const config = { gateway: { auth } };
  writeFileSync(path, JSON.stringify(config), { mode });
  return new PlainSecretsCheck(doctorContext({ stateDirectory, config, env, file }).context).run();
}

describe(PlainSecretsCheck.name, () => {
  it('tells where one stands, and not what it is', () => {
    const found = check({ token: secret, keys: [{ id: 'web', key: `${secret}-of-web` }] });
    expect(found).toMatchObject([
      { status: 'warning', path: 'gateway.auth.token', what: `gateway.auth.token stands in plain text in ${path}.` },
      { status: 'warning', path: 'gateway.auth.keys[0].key' },
    ]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('is a problem where others can read the file', () => {
    writeFileSync(path, '');
    expect(check({ token: secret }, 0o600)[0]?.status).toBe('warning');
    const open = join(stateDirectory, 'open.json');
    writeFileSync(open, '', { mode: 0o644 });
    const { context } = doctorContext({
      stateDirectory,
      config: { gateway: { auth: { token: secret } } },
      file: { ...file, path: open },
    });
    expect(new PlainSecretsCheck(context).run()).toMatchObject([
      { status: 'problem', what: expect.stringContaining('which others can read') },
    ]);
  });

  it('is content with secrets of the environment and with digests', () => {
    const hash = `sha256:${'ab'.repeat(32)}`;
    const auth = { token: '${TOKEN}', keys: [{ id: 'web', hash }] };
    expect(check(auth, 0o600, { TOKEN: secret })).toEqual([{ status: 'ok', what: expect.any(String) }]);
    expect(new PlainSecretsCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
