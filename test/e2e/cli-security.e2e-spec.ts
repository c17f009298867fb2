import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ExaminedFinding, Examination } from '../../src/cli/doctor/examine.js';
import { storedKey, writeKeys } from '../support/key-file.js';
import { type OpenclawOutcome, runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();
let count = 0;

function place(config: Record<string, unknown>): { home: string; state: string; path: string } {
  const home = join(scratch, `home-${count++}`);
  const state = join(home, 'state');
  const path = join(state, 'openclaw.json');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(config).replaceAll('{state}', state), { mode: 0o600 });
  return { home, state, path };
}

const audit = (home: string, env: Record<string, string> = {}, ...more: string[]) =>
  runOpenclaw(['security', 'audit', ...more], { home, env: { PATH: '/nowhere', ...env } });

function findingsOf({ stdout }: OpenclawOutcome): ExaminedFinding[] {
  const { checks } = JSON.parse(stdout) as { checks: Examination[] };
  return checks.flatMap(({ findings }) => findings);
}

/** Severity, by the setting or file that a finding is about. */
function bySubject(outcome: OpenclawOutcome): Record<string, string> {
  return Object.fromEntries(
    findingsOf(outcome).flatMap(({ path, status }) => (path === undefined ? [] : [[path, status]])),
  );
}

/** Everything below a directory with its mode, size and time of change. */
function snapshot(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => {
    const { mode, size, mtimeMs } = statSync(join(directory, name));
    return `${name} ${mode} ${size} ${mtimeMs}`;
  });
}

const token = 'a-good-token-of-this-test-0815';
const guarded = { auth: { mode: 'token', token: '${OWN_TOKEN}', rateLimit: {} } };

describe('openclaw security audit', () => {
  it('a careful configuration: exit code 0, nothing written, no gateway needed', async () => {
    const { home } = place({ gateway: guarded, tools: { deny: ['exec'] } });
    const before = snapshot(home);
    const outcome = await audit(home, { OWN_TOKEN: token }, '--json');
    expect(findingsOf(outcome).filter(({ status, path }) => status !== 'ok' && path?.startsWith(home))).toEqual([]);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ ok: true, problems: 0 });
    expect(outcome.code).toBe(0);
    expect(snapshot(home)).toEqual(before);
  });

  it('a careless one: exit code 1, and each finding with severity, place and remedy', async () => {
    const { home, state, path } = place({
      gateway: {
        bind: 'lan',
        auth: {
          mode: 'token',
          token: 'change-me-2026',
          keys: [{ id: 'web', key: 'the-key-of-web-and-of-a-provider' }],
        },
        trustedProxies: ['0.0.0.0/0'],
        allowedOrigins: ['http://panel.example'],
        audit: { enabled: false },
        egress: { allow: ['{state}'] },
      },
      models: {
        providers: { own: { baseUrl: 'http://models.example.com/v1', apiKey: 'the-key-of-web-and-of-a-provider' } },
      },
      tools: { webFetch: { allowPrivateHosts: ['intranet.example'] } },
      agents: {
        defaults: { workspace: '~/files' },
        list: [
          { id: 'main', default: true },
          {
            id: 'desk',
            publicMode: true,
            systemPrompt: 'See {state}/openclaw.json.',
            skills: ['deploy'],
            tools: { allow: ['read', 'exec', 'web_fetch'] },
          },
        ],
      },
    });
    writeKeys(state, [storedKey('laptop', { owner: true })]);
    mkdirSync(join(home, 'files'));
    writeFileSync(join(home, 'files', '.env'), '');
    chmodSync(join(home, 'files'), 0o755);
    chmodSync(join(home, 'files', '.env'), 0o644);
    chmodSync(path, 0o644);
    const before = snapshot(home);
    const outcome = await audit(home, {}, '--json');
    expect(outcome.code).toBe(1);
    expect(bySubject(outcome)).toMatchObject({
      [path]: 'problem',
      [join(home, 'files', '.env')]: 'problem',
      [join(state, 'keys', 'keys.json')]: 'warning',
      'gateway.auth.token': 'problem',
      'gateway.auth.rateLimit': 'warning',
      'gateway.auth.keys[0]': 'warning',
      'gateway.auth.keys[0].key': 'problem',
      'models.providers.own.apiKey': 'problem',
      'models.providers.own.baseUrl': 'problem',
      'gateway.bind': 'warning',
      'gateway.egress.allow[0]': 'warning',
      'agents.list[desk].systemPrompt': 'problem',
      'gateway.trustedProxies[0]': 'problem',
      'gateway.allowedOrigins[0]': 'warning',
      'gateway.audit.enabled': 'warning',
      'agents.list[desk].tools': 'warning',
      'agents.list[desk].skills': 'warning',
      'agents.list[desk].workspace': 'problem',
      'tools.webFetch.allowPrivateHosts': 'problem',
      'tools.exec.sandbox': 'warning',
    });
    expect(findingsOf(outcome).filter(({ status, remedy }) => status !== 'ok' && remedy === undefined)).toEqual([]);
    for (const secret of ['change-me-2026', 'the-key-of-web']) expect(outcome.stdout).not.toContain(secret);
    expect(snapshot(home)).toEqual(before);
  });

  it('says it to people too', async () => {
    const { home } = place({ gateway: { auth: { mode: 'none' } } });
    const { code, stdout } = await audit(home);
    expect(stdout).toMatch(
      /warning +There is no authentication.*\n +At gateway\.auth\.mode\.\n +Leave gateway\.auth\.mode out/,
    );
    expect(stdout).toMatch(/\d+ problems?, \d+ warnings?\./);
    expect(code).toBe(0);
  });

  it.each([
    ['a workspace over the state directory', { agents: { defaults: { workspace: '~' } } }, 'agents.defaults.workspace'],
    ['one within it', { agents: { defaults: { workspace: '~/state/x' } } }, 'agents.defaults.workspace'],
    ['an origin that is everybody', { gateway: { allowedOrigins: ['*'] } }, 'gateway.allowedOrigins[0]'],
    [
      'a port that everybody reaches without a credential',
      { gateway: { bind: 'lan', auth: { mode: 'none' } } },
      'gateway.auth.mode',
    ],
  ])('what the gateway would not start with is a problem: %s', async (_name, config, path) => {
    const outcome = await audit(place(config).home, {}, '--json');
    expect(outcome.code).toBe(1);
    expect(bySubject(outcome)[path]).toBe('problem');
  });

  it('takes no operand and no option that it does not have', async () => {
    const outcome = await audit(place({}).home, {}, '--fix');
    expect([outcome.code, outcome.stdout]).toEqual([2, '']);
  });
});
