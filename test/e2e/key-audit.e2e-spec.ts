import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keyFilePath } from '../../src/auth/keys/key-file.js';
import { auditFilesIn, auditLinesIn } from '../support/audit-fixtures.js';
import { chat, get } from '../support/chat.js';
import { testToken, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { bearer } from '../support/key-file.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();
let count = 0;
let home: string;
let stateDir: string;
let audit: string;

beforeEach(() => {
  home = join(scratch, `home-${(count += 1)}`);
  stateDir = join(home, 'state');
  audit = join(stateDir, 'audit');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
});

const token = (...args: string[]) => runOpenclaw(['token', ...args], { home });
const configure = (text: string) => writeFileSync(join(stateDir, 'openclaw.json'), text, { mode: 0o600 });

/** What the log says of keys, the oldest first. */
function keyLines(directory = audit): string[] {
  if (!existsSync(directory)) return [];
  const lines = auditLinesIn(directory).filter(({ kind }) => String(kind).startsWith('key.'));
  return lines.map(({ kind, key }) => `${String(kind)} ${String(key)}`);
}

describe('M3: changes of named keys', () => {
  it('have a line each: when a key is made, changed, rotated and revoked', async () => {
    const secret = (await token('create', '--name', 'website')).stdout.trim();
    await token('update', 'website', '--rpm', '3');
    await token('rotate', 'website', '--overlap', '0');
    await token('revoke', 'website');
    expect(keyLines()).toEqual(
      ['key.created', 'key.changed', 'key.rotated', 'key.revoked'].map((kind) => `${kind} website`),
    );
    const [line] = auditLinesIn(audit);
    expect(Math.abs(Date.parse(String(line?.['time'])) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(auditLinesIn(audit))).not.toContain(secret.slice(-43));
    expect((await runOpenclaw(['audit', 'verify'], { home })).code).toBe(0);
  });

  it('that are refused have none', async () => {
    await token('create', '--name', 'website');
    await token('create', '--name', 'website');
    await token('rotate', 'nobody');
    await token('update', 'nobody', '--rpm', '3');
    await token('update', 'website');
    await token('revoke', 'nobody');
    await token('revoke', 'website');
    await token('revoke', 'website');
    expect(keyLines()).toEqual(['key.created website', 'key.revoked website']);
  });

  it('have none where there is to be no log, and have one where the configuration cannot be used', async () => {
    configure('{ gateway: { audit: { enabled: false } } }');
    expect((await token('create', '--name', 'website')).code).toBe(0);
    expect(existsSync(audit)).toBe(false);
    configure('{ gateway: ');
    expect((await token('revoke', 'website')).code).toBe(0);
    expect(keyLines()).toEqual(['key.revoked website']);
  });

  it('are not made where the log cannot be written; a key is revoked all the same, which says so', async () => {
    await token('create', '--name', 'website');
    const another = join(home, 'another');
    const env = { OPENCLAW_STATE_DIR: another };
    mkdirSync(join(another, 'keys'), { recursive: true, mode: 0o700 });
    writeFileSync(keyFilePath(another), readFileSync(keyFilePath(stateDir)), { mode: 0o600 });
    writeFileSync(join(another, 'audit'), 'in the place of a directory');
    const before = readFileSync(keyFilePath(another), 'utf8');
    for (const args of [
      ['create', '--name', 'late'],
      ['rotate', 'website'],
      ['update', 'website', '--rpm', '3'],
    ]) {
      const { code, stdout, stderr } = await runOpenclaw(['token', ...args], { home, env });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`The audit log in ${join(another, 'audit')} cannot be written`);
      expect(stderr).toContain('Nothing was changed');
    }
    expect(readFileSync(keyFilePath(another), 'utf8')).toBe(before);
    const { code, stderr } = await runOpenclaw(['token', 'revoke', 'website'], { home, env });
    expect([code, stderr]).toEqual([0, expect.stringContaining('revoked all the same, and the log has no line of it')]);
    expect(readFileSync(keyFilePath(another), 'utf8')).toContain('revokedAt');
  });
});

describe('M3: a gateway that writes to the same log meanwhile', () => {
  let upstream: FakeUpstream;
  afterAll(() => upstream.close());

  it('breaks no chain, and no line of either is lost', async () => {
    upstream = await FakeUpstream.start();
    const http = { endpoints: { chatCompletions: { enabled: true } } };
    // Small files, so that both come to the change from one to the next.
    const section = {
      auth: { mode: 'token', token: testToken },
      http,
      audit: { maxFileBytes: '64kb', keepFiles: 1_000 },
    };
    const gateway = await GatewayProcess.start({
      config: { ...upstreamConfig(upstream.baseUrl), gateway: section },
      stateDir,
    });
    const env = { OPENCLAW_CONFIG_PATH: join(gateway.home, 'gateway.json5') };
    const cli = (...args: string[]) => runOpenclaw(args, { home, env });
    const load = new AbortController();
    const runs: string[] = [];
    const askOn = async (): Promise<void> => {
      while (!load.signal.aborted) {
        const { headers } = await chat(gateway.url, {});
        runs.push(headers.get('x-openclaw-run-id') ?? '');
        await get(gateway.url, '/v1/models', bearer('a-wrong-one'));
      }
    };
    const asking = Promise.all(Array.from({ length: 8 }, askOn));
    const names = ['one', 'two', 'three', 'four'];
    await Promise.all(
      names.map(async (name) => {
        for (const words of [['create', '--name'], ['rotate'], ['revoke']]) {
          const { code, stderr } = await cli('token', ...words, name);
          if (code !== 0) throw new Error(stderr);
        }
      }),
    );
    await eventually(() => auditFilesIn(audit).length > 1);
    load.abort();
    await asking;
    expect((await cli('audit', 'verify')).code).toBe(0);
    await gateway.stop();
    const { code, stdout } = await cli('audit', 'verify', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, problems: [] }]);
    const kinds = ['key.created', 'key.rotated', 'key.revoked'];
    expect(keyLines().sort()).toEqual(names.flatMap((name) => kinds.map((kind) => `${kind} ${name}`)).sort());
    const lines = auditLinesIn(audit);
    for (const kind of ['run.started', 'run.ended']) {
      const written = lines.filter((line) => line['kind'] === kind).map(({ run }) => run);
      expect(written.sort()).toEqual(runs.toSorted());
    }
    expect(lines.some(({ kind }) => String(kind).startsWith('log.') && kind !== 'log.continued')).toBe(false);
  });
});
