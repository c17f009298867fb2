import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { bearer } from '../support/key-file.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const home = temporaryDirectory();
const stateDir = join(home, 'state');
const configPath = join(stateDir, 'openclaw.json');
const keyFile = join(stateDir, 'keys', 'keys.json');
const configured = { id: 'in-the-file', key: 'a-key-of-the-configuration', agents: ['front-desk'] };
const config = {
  gateway: { ...baseConfig.gateway, auth: { ...baseConfig.gateway.auth, keys: [configured] } },
  agents: {
    list: [
      { id: 'main', default: true },
      { id: 'front-desk', publicMode: true },
    ],
  },
};

let gateway: TestApp;

beforeAll(async () => {
  mkdirSync(stateDir, { mode: 0o700 });
  writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 });
  gateway = await createTestApp({ configPath, stateDir });
});
afterAll(() => gateway.close());

const token = (...args: string[]) => runOpenclaw(['token', ...args], { home });
const statusOf = async (secret: string) => (await get(gateway.url, '/v1/models', bearer(secret))).status;

/** How many models the gateway shows to a secret, as far as that is known yet. */
function modelsOf(secret: string): number | undefined {
  get(gateway.url, '/v1/models', bearer(secret)).then(
    ({ json }) => shownModels.set(secret, json.data?.length),
    () => undefined,
  );
  return shownModels.get(secret);
}
const shownModels = new Map<string, number | undefined>();

/** Waits until the gateway answers a secret so; the file system tells it of a change in its own time. */
async function becomes(secret: string, status: number): Promise<void> {
  let seen = 0;
  const look = (): boolean => {
    statusOf(secret).then(
      (now) => (seen = now),
      () => undefined,
    );
    return seen === status;
  };
  await eventually(look);
}

describe('openclaw token', () => {
  it('makes a key that a running gateway accepts, and shows it once', async () => {
    const { code, stdout, stderr } = await token(
      'create',
      '--name',
      'Website',
      '--agents',
      'front-desk',
      '--expires',
      '30d',
    );
    const secret = stdout.trim();
    expect([code, secret]).toEqual([0, expect.stringMatching(/^ocg_[0-9a-f]{10}_[A-Za-z0-9_-]{43}$/)]);
    expect(stderr).toContain('Made the key website');
    await becomes(secret, 200);
    const { json } = await get(gateway.url, '/v1/models', bearer(secret));
    expect(json.data).toHaveLength(1);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(statSync(join(stateDir, 'keys')).mode & 0o777).toBe(0o700);
    expect(readFileSync(keyFile, 'utf8')).not.toContain(secret.slice(-43));
  });

  it('lists keys without anything secret, those of the configuration too', async () => {
    const { stdout } = await token('list', '--json');
    const { keys } = JSON.parse(stdout) as { keys: Record<string, unknown>[] };
    expect(keys).toMatchObject([
      { id: null, name: 'in-the-file', source: 'configuration', status: 'active', agents: ['front-desk'] },
      { name: 'website', source: 'key file', status: 'active', owner: false, agents: ['front-desk'] },
    ]);
    expect(stdout).not.toMatch(/sha256|ocg_|a-key-of-the/);
    const { stdout: shown } = await token('list');
    expect(shown).toMatch(/^ID +NAME +AGENTS +OWNER +CREATED +EXPIRES +LAST USED +STATUS\n/);
    expect(shown).toMatch(/website +front-desk +no +\d{4}-/);
  });

  it('rotates: the new secret opens at once, the old one for the overlap or not at all', async () => {
    const first = (await token('create', '--name', 'rotated', '--owner')).stdout.trim();
    const second = (await token('rotate', 'rotated', '--overlap', '1h')).stdout.trim();
    await becomes(second, 200);
    expect([first.slice(0, 14) === second.slice(0, 14), await statusOf(first)]).toEqual([true, 200]);
    const third = (await token('rotate', 'rotated', '--overlap', '0')).stdout.trim();
    await becomes(third, 200);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 401]);
  });

  it('changes what is named and nothing else: limits, tools, agents, owner, expiry', async () => {
    const secret = (await token('create', '--name', 'changed', '--rpm', '5', '--deny-tools', 'exec')).stdout.trim();
    await becomes(secret, 200);
    const row = async () => {
      const { keys } = JSON.parse((await token('list', '--json')).stdout) as { keys: Record<string, unknown>[] };
      return keys.find(({ name }) => name === 'changed');
    };
    const before = await row();
    const changes = ['--tpm', '900', '--agents', 'front-desk', '--owner', '--allow-tools', 'read,group:web'];
    const { code, stdout } = await token('update', 'changed', ...changes);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Changed the key changed')]);
    const after = { rpm: 5, tpm: 900, agents: ['front-desk'], owner: true };
    expect(await row()).toMatchObject({ ...after, tools: { allow: ['read', 'group:web'], deny: ['exec'] } });
    await eventually(() => modelsOf(secret) === 1);
    expect((await token('update', 'changed', '--clear', 'tpm,agents,allow-tools', '--no-owner')).code).toBe(0);
    expect({ ...(await row()), lastUsedAt: null }).toEqual({ ...before, lastUsedAt: null });
    await eventually(() => modelsOf(secret) === 2);
  });

  it('an expired key gets no new secret, but a new end, with which its secret opens again', async () => {
    const made = await token('create', '--name', 'short', '--expires', '1s');
    const secret = made.stdout.trim();
    await becomes(secret, 401);
    const before = readFileSync(keyFile, 'utf8');
    const { code, stdout, stderr } = await token('rotate', 'short');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/The key short expired at .*openclaw token update short --expires/s);
    expect(readFileSync(keyFile, 'utf8')).toBe(before);
    expect((await token('update', 'short', '--expires', '1h')).code).toBe(0);
    await becomes(secret, 200);
    expect((await token('rotate', 'short')).code).toBe(0);
  });

  it('shows limits, tools, scopes and compat where a key has some', async () => {
    const options = ['--rpm', '60', '--tpm', '1000', '--max-concurrent', '2', '--compat', 'strict'];
    const lists = ['--allow-tools', 'read,ls', '--deny-tools', 'ls', '--scopes', 'operator.read'];
    await token('create', '--name', 'narrow', ...options, ...lists);
    const { stdout } = await token('list');
    expect(stdout).toMatch(/^ID +NAME +AGENTS +OWNER +LIMITS +TOOLS +SCOPES +COMPAT +CREATED/);
    expect(stdout).toMatch(
      /narrow +all +no +60 requests, 1000 tokens, 2 at once +only read, ls; not ls +operator\.read +strict /,
    );
  });

  it('revokes for good: by the id too, and the name stays taken', async () => {
    const made = JSON.parse((await token('create', '--name', 'leaked', '--json')).stdout) as {
      secret: string;
      key: { id: string };
    };
    await becomes(made.secret, 200);
    expect((await token('revoke', made.key.id)).code).toBe(0);
    await becomes(made.secret, 401);
    const again = await token('create', '--name', 'leaked');
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toContain('taken by a revoked key');
    expect((await token('revoke', 'leaked')).stderr).toContain('was revoked');
    expect((await token('rotate', 'leaked')).code).toBe(1);
  });

  it('keeps the keys of writers that come at once', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const made = await Promise.all(names.map((name) => token('create', '--name', name)));
    expect(made.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const { keys } = JSON.parse((await token('list', '--json')).stdout) as { keys: { name: string }[] };
    expect(keys.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  it.each([
    [['create'], 'The name is missing'],
    [['create', '--name', 'a:b'], '--name must be the name of a key'],
    [['create', '--name', 'x', '--agents', 'nobody'], 'There is no agent nobody'],
    [['create', '--name', 'x', '--agents', 'main,,'], 'empty entry'],
    [['create', '--name', 'x', '--owner', '--no-owner'], 'both --owner and --no-owner'],
    [['create', '--name', 'x', '--expires', '2020-01-01'], 'over already'],
    [['create', '--name', 'x', '--expires', 'soon'], '--expires must be'],
    [['create', '--name', 'x', '--rpm', '0'], '--rpm must be a whole number'],
    [['create', '--name', 'x', '--scopes', 'operator.admin'], 'add --owner'],
    [['create', '--name', 'x', '--scopes', 'all'], '"operator.read"'],
    [['create', '--name', 'x', '--expires', '1y'], 'in d, h, m or s and at most 3650d'],
    [['create', '--name', 'x', '--expires', '3651d'], 'at most 3650d'],
    [['create', '--name', 'x', '--expires', '2126-01-01'], 'more than 3650 days'],
    [['create', '--name', 'x', '--max-concurrent', '1000000'], 'from 1 to 100000'],
    [['create', '--name', 'x', '--deny-tools', 'exce'], '--deny-tools names tools that do not exist'],
    [['create', '--name', 'x', '--allow-tools', 'read,exce'], 'exce (did you mean "exec"?)'],
    [['update', 'website', '--deny-tools', 'files__*'], 'files__*'],
    [['update', 'website', '--agents', 'nobody'], 'There is no agent nobody'],
    [['update', 'website', '--scopes', 'operator.admin'], 'add --owner'],
    [['update', 'website'], 'Nothing is to change'],
    [['update', 'website', '--clear', 'name'], '--clear takes agents, expires'],
    [['update', 'website', '--clear', 'rpm', '--rpm', '3'], '--clear names it too'],
    [['rotate', 'website', '--overlap', 'long'], '--overlap must be'],
  ])('%j is a mistake, and changes nothing', async (args, told) => {
    const before = readFileSync(keyFile, 'utf8');
    const { code, stderr } = await token(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)]);
    expect(readFileSync(keyFile, 'utf8')).toBe(before);
  });

  it('says where a key of the configuration is to be changed, and that a name is taken there', async () => {
    expect((await token('revoke', 'in-the-file')).stderr).toContain('change gateway.auth.keys there');
    expect((await token('revoke', 'nobody')).stderr).toContain('openclaw token list');
    expect((await token('create', '--name', 'in-the-file')).stderr).toContain('taken in gateway.auth.keys');
  });

  it.each(['rotate', 'update', 'revoke'])('%s says that a key of the configuration stays in force', async (command) => {
    const name = `twice-${command}`;
    await token('create', '--name', name);
    const own = mkdtempSync(join(home, 'own-'));
    const keys = [...config.gateway.auth.keys, { id: name, key: 'a-key-of-the-configuration-too' }];
    const path = join(own, 'gateway.json');
    writeFileSync(path, JSON.stringify({ ...config, gateway: { ...config.gateway, auth: { keys } } }), { mode: 0o600 });
    const env = { OPENCLAW_CONFIG_PATH: path };
    const args = command === 'update' ? [name, '--rpm', '3'] : [name];
    const { code, stdout, stderr } = await runOpenclaw(['token', command, ...args], { home, env });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/gateway\.auth\.keys has (a key|one) of this name/);
    const stored = JSON.parse(readFileSync(keyFile, 'utf8')) as { keys: Record<string, unknown>[] };
    const key = stored.keys.find((each) => each['name'] === name);
    expect([key?.['rpm'], (key?.['secrets'] as unknown[]).length]).toEqual([undefined, 1]);
    expect(key?.['revokedAt'] !== undefined).toBe(command === 'revoke');
    if (command !== 'revoke') return;
    const again = await runOpenclaw(['token', 'revoke', name], { home, env });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('gateway.auth.keys is in force')]);
  });

  it('leaves a key file alone that it cannot read', async () => {
    const text = readFileSync(keyFile, 'utf8');
    writeFileSync(keyFile, text.slice(0, -20));
    const { code, stderr } = await token('create', '--name', 'late', '--json');
    expect([code, stderr]).toEqual([78, '']);
    expect(readFileSync(keyFile, 'utf8')).toBe(text.slice(0, -20));
    writeFileSync(keyFile, text);
  });
});
