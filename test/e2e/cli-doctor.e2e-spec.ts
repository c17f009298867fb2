import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '../support/free-ports.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { type OpenclawOutcome, runOpenclaw } from '../support/run-openclaw.js';
import { silentServer } from '../support/silent-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();
let count = 0;

/** A new home whose configuration names a port that nothing listens on. */
async function newHome(config: Record<string, unknown> = {}): Promise<{ home: string; file: string; port: number }> {
  const [port = 0] = await freePorts(1);
  const home = join(scratch, `home-${count++}`);
  const file = join(home, 'state', 'openclaw.json');
  mkdirSync(join(home, 'state'), { recursive: true, mode: 0o700 });
  const auth = { rateLimit: {} };
  writeFileSync(file, JSON.stringify({ gateway: { port, auth }, ...config }), { mode: 0o600 });
  return { home, file, port };
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

interface Finding {
  status: string;
  what: string;
  fixed?: string;
}

function findingsOf({ stdout }: OpenclawOutcome, name: string): Finding[] {
  const { checks } = JSON.parse(stdout) as { checks: { name: string; findings: Finding[] }[] };
  return checks.find((check) => check.name === name)?.findings ?? [];
}

describe('openclaw doctor', () => {
  afterEach(() => GatewayProcess.killAll());

  it('finds no problem in a fresh installation, and makes nothing', async () => {
    const home = join(scratch, 'fresh');
    mkdirSync(home);
    const [port] = await freePorts(1);
    const { code, stdout } = await runOpenclaw(['doctor'], { home, env: { OPENCLAW_GATEWAY_PORT: String(port) } });
    expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
    expect(stdout).toMatch(/^Node\n {2}ok {7}Node \d+/);
    expect(stdout).toContain(`127.0.0.1 port ${port} is free`);
    expect(readdirSync(home)).toEqual([]);
  });

  it('a broken configuration is a problem, and the rest is checked all the same', async () => {
    const { home, file } = await newHome();
    writeFileSync(file, "{ gateway: { port: 'many' } }");
    chmodSync(file, 0o644);
    const { code, stdout } = await runOpenclaw(['doctor'], { home });
    expect(code).toBe(1);
    expect(stdout).toMatch(/problem +gateway\.port in .*: found "many"/);
    expect(stdout).toMatch(/problem +\S+openclaw\.json is open to others \(mode 0644\)/);
    expect(stdout).toContain('2 problems');
  });

  it('--fix sets modes and makes workspaces, says so, and leaves nothing to mend', async () => {
    const workspace = '~/agents/{agentId}';
    const { home, file } = await newHome({ agents: { defaults: { workspace } } });
    const state = join(home, 'state');
    writeFileSync(join(state, 'gateway-token'), 'x'.repeat(43), { mode: 0o644 });
    chmodSync(file, 0o640);
    chmodSync(state, 0o755);
    const before = await runOpenclaw(['doctor', '--json'], { home });
    expect(before.code).toBe(1);
    expect(findingsOf(before, 'Private files').map(({ status }) => status)).toEqual(['problem', 'problem', 'problem']);
    expect([mode(state), mode(file), mode(join(state, 'gateway-token'))]).toEqual(['755', '640', '644']);
    expect(existsSync(join(home, 'agents'))).toBe(false);

    const fixed = await runOpenclaw(['doctor', '--fix'], { home });
    expect(fixed.stdout).toContain(`Done: set the mode of ${state} to 0700.`);
    expect(fixed.stdout).toContain(`Done: made ${join(home, 'agents', 'main')}.`);
    expect([mode(state), mode(file), mode(join(state, 'gateway-token'))]).toEqual(['700', '600', '600']);
    expect(mode(join(home, 'agents', 'main'))).toBe('700');

    const after = await runOpenclaw(['doctor', '--json'], { home });
    expect(after.code).toBe(0);
    expect(findingsOf(after, 'Private files')).toEqual([expect.objectContaining({ status: 'ok' })]);
  });

  it('a gateway that runs is recognised, with and without its credential', async () => {
    const { home } = await newHome({
      gateway: { auth: { rateLimit: {} }, http: { endpoints: { chatCompletions: { enabled: true } } } },
    });
    const gateway = await GatewayProcess.start({ stateDir: join(home, 'state') });
    const env = { OPENCLAW_GATEWAY_PORT: String(gateway.port) };
    const ours = await runOpenclaw(['doctor', '--json'], { home, env });
    expect(findingsOf(ours, 'Port')).toEqual([
      { status: 'ok', what: `A gateway answers at ${gateway.url} and takes the credential`, fixable: false },
    ]);
    expect(findingsOf(ours, 'Sessions')).toEqual([
      expect.objectContaining({ status: 'ok', what: expect.stringContaining('is in order') }),
    ]);

    const other = await newHome();
    const theirs = await runOpenclaw(['doctor', '--json'], {
      home: other.home,
      env: { ...env, OPENCLAW_GATEWAY_TOKEN: 'another-token-of-the-test' },
    });
    expect(theirs.code).toBe(1);
    expect(findingsOf(theirs, 'Port')[0]?.what).toContain('does not take the credential');
    const secret = readFileSync(join(home, 'state', 'gateway-token'), 'utf8').trim();
    expect(ours.stdout + ours.stderr + theirs.stdout).not.toContain(secret);
    expect(theirs.stdout + theirs.stderr).not.toContain('another-token-of-the-test');
  });

  it('a gateway that still uses another file than the one in force is a warning', async () => {
    const { home, file } = await newHome();
    const gateway = await GatewayProcess.start({ stateDir: join(home, 'state') });
    const other = join(home, 'other.json5');
    writeFileSync(other, readFileSync(file, 'utf8'), { mode: 0o600 });
    const env = { OPENCLAW_GATEWAY_PORT: String(gateway.port), OPENCLAW_CONFIG_PATH: other };
    const outcome = await runOpenclaw(['doctor', '--json'], { home, env });
    expect(findingsOf(outcome, 'Port')).toEqual([
      expect.objectContaining({ status: 'ok' }),
      expect.objectContaining({ status: 'warning', what: expect.stringContaining(file) }),
    ]);
  });

  it('a port that another program holds, and a damaged session store, are problems', async () => {
    const held = await silentServer();
    const { home } = await newHome();
    const store = join(home, 'state', 'sessions.sqlite');
    const damage = 'this is no database'.repeat(500);
    writeFileSync(store, damage, { mode: 0o600 });
    const env = { OPENCLAW_GATEWAY_PORT: String(held.port) };
    const outcome = await runOpenclaw(['doctor', '--json', '--fix'], { home, env });
    await held.close();
    expect(outcome.code).toBe(1);
    expect(findingsOf(outcome, 'Port')).toEqual([
      expect.objectContaining({ status: 'problem', what: expect.stringContaining('is taken by another program') }),
    ]);
    expect(findingsOf(outcome, 'Sessions')).toEqual([
      expect.objectContaining({ status: 'problem', what: expect.stringContaining('cannot be read') }),
    ]);
    expect(readFileSync(store, 'utf8')).toBe(damage);
  });

  it('models: a provider that is not there or does not answer, and strangers with files', async () => {
    const [dead] = await freePorts(1);
    const { home } = await newHome({
      models: {
        providers: {
          ollama: { baseUrl: `http://127.0.0.1:${dead}/v1` },
          openai: { baseUrl: `http://127.0.0.1:${dead}/v1` },
        },
      },
      agents: {
        list: [
          { id: 'main', default: true, model: 'ollama/a' },
          { id: 'desk', publicMode: true, model: 'olama/a', tools: { allow: ['read', 'web_fetch'] } },
        ],
      },
    });
    const outcome = await runOpenclaw(['doctor', '--json'], { home, env: { PATH: '/nowhere' } });
    expect(findingsOf(outcome, 'Models').map(({ status }) => status)).toEqual(['ok', 'problem']);
    expect(findingsOf(outcome, 'Models')[1]?.what).toContain('did you mean "ollama"');
    expect(findingsOf(outcome, 'Model providers')[0]).toMatchObject({
      status: 'problem',
      what: expect.stringContaining('ollama does not answer at http://127.0.0.1'),
    });
    expect(findingsOf(outcome, 'Model providers')[1]).toMatchObject({ status: 'warning', what: 'openai has no key.' });
    expect(findingsOf(outcome, 'Public agents')).toEqual([
      expect.objectContaining({ status: 'warning', what: 'Strangers who talk to desk can use read.' }),
    ]);
    expect(findingsOf(outcome, 'Commands')[0]?.what).toContain('run WITHOUT a sandbox: bubblewrap is not installed');
  });
});
