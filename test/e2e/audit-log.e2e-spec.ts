import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sessionDigest } from '../../src/audit/session-digest.js';
import { verifyAudit } from '../../src/audit/chain/verify-audit.js';
import { auditLinesIn } from '../support/audit-fixtures.js';
import { chat, says } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { status, text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { WsClient } from '../support/ws-client.js';

const owner = {
  headers: { 'x-openclaw-sender-is-owner': 'true', 'x-openclaw-session-key': 'agent:main:planted-name' },
};

let upstream: FakeUpstream;
let gateway: TestApp;
/** Holds the state directory and the workspaces. */
let home: string;
let stateDir: string;
let audit: string;

beforeEach(async () => {
  upstream = await FakeUpstream.start();
  home = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  stateDir = join(home, 'state');
  mkdirSync(stateDir, { mode: 0o700 });
  audit = join(stateDir, 'audit');
});
afterEach(async () => {
  await gateway.close();
  await upstream.close();
  rmSync(home, { recursive: true, force: true });
});

function configuration(change: Record<string, unknown> = {}): Record<string, unknown> {
  const workspace = join(home, 'workspace');
  return {
    models: { providers: { fake: { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', maxRetries: 0 } } },
    agents: { defaults: { model: 'fake/model', workspace, tools: { profile: 'full' } }, list: [{ id: 'main' }] },
    ...change,
    gateway: { ...baseConfig.gateway, ...(change['gateway'] as object | undefined) },
  };
}

async function start(change?: Record<string, unknown>): Promise<void> {
  gateway = await createTestApp({ config: configuration(change), stateDir });
}

/** The lines of a kind, once there are so many. */
async function linesOf(kind: string, count: number): Promise<Record<string, unknown>[]> {
  const found = (): Record<string, unknown>[] =>
    existsSync(audit) ? auditLinesIn(audit).filter((line) => line['kind'] === kind) : [];
  await eventually(() => found().length >= count);
  return found();
}

/** The model writes a file, and then says what it was told. */
const writeFile = (path: string) => [toolCall('write', { path, content: 'planted-content' }), text('done')];
const toolResult = (): unknown => upstream.lastRequest.body.messages.at(-1)?.content;
const readiness = async (): Promise<unknown> => (await fetch(`${gateway.url}/readyz`)).json();

describe('The audit log', () => {
  it('M3, F4: tells each run, for whom and why, and each call of an owner-only tool, without contents', async () => {
    await start();
    upstream.script(...writeFile('planted-path'));
    await chat(gateway.url, { messages: [says('planted-question')] }, owner);
    const [ended] = await linesOf('run.ended', 1);
    const [started] = await linesOf('run.started', 1);
    const [called] = await linesOf('tool.called', 1);
    const { run } = ended as { run: string };
    const session = sessionDigest('agent:main:planted-name');
    expect(started).toMatchObject({
      run,
      agent: 'main',
      session,
      owner: true,
      why: 'header',
      credential: 'shared-token',
    });
    expect(called).toMatchObject({ run, agent: 'main', session, tool: 'write', credential: 'shared-token' });
    expect(ended).toMatchObject({ run, outcome: 'completed' });
    expect(existsSync(join(home, 'workspace', 'planted-path'))).toBe(true);
    expect(JSON.stringify(auditLinesIn(audit))).not.toContain('planted');
    expect(statSync(audit).mode & 0o777).toBe(0o700);
  });

  it('M3: tells a run that fails, with the code', async () => {
    await start();
    upstream.script(status(401, { message: 'planted' }));
    const answer = await chat(gateway.url);
    const [ended] = await linesOf('run.ended', 1);
    expect(ended).toMatchObject({ outcome: 'failed', code: answer.json.error.code });
    expect(JSON.stringify(auditLinesIn(audit))).not.toContain('planted');
  });

  it('M3: tells who was not let in, by whichever door, and that they are locked out', async () => {
    await start({ gateway: { auth: { ...baseConfig.gateway.auth, rateLimit: { maxAttempts: 2 } } } });
    await chat(gateway.url, {}, { headers: { authorization: '' } });
    const forged = { 'x-forwarded-for': '203.0.113.1', 'user-agent': 'x'.repeat(5_000) };
    await chat(gateway.url, {}, { headers: { authorization: 'Bearer planted-guess', ...forged } });
    const client = await WsClient.open(gateway);
    await client.sayHello({ auth: { token: 'planted-guess' } }).catch(() => undefined);
    expect(await linesOf('auth.failed', 3)).toMatchObject([
      { client: '127.0.0.1', door: 'http', reason: 'missing' },
      { client: '127.0.0.1', door: 'http', reason: 'wrong' },
      { client: '127.0.0.1', door: 'websocket', reason: 'wrong' },
    ]);
    expect(await linesOf('auth.locked-out', 1)).toMatchObject([{ client: '127.0.0.1', seconds: 300 }]);
    expect(JSON.stringify(auditLinesIn(audit))).not.toContain('planted');
  });

  it('M3, A7: tells reloads, the refused ones too, and nothing of the file', async () => {
    const configPath = join(home, 'gateway.json5');
    const save = (change: Record<string, unknown>): void =>
      writeFileSync(configPath, JSON.stringify(configuration(change)));
    save({});
    gateway = await createTestApp({ configPath, stateDir });
    save({ logging: { level: 'debug' } });
    expect(await linesOf('config.reloaded', 1)).toMatchObject([{ changed: ['logging'] }]);
    save({ gateway: { port: 'planted' }, plantedSection: {} });
    expect(await linesOf('config.refused', 1)).toMatchObject([{ parts: expect.arrayContaining(['gateway']) }]);
    expect(JSON.stringify(auditLinesIn(audit))).not.toContain('planted');
  });

  it('M3: is one whole chain after a hundred runs at once and a restart', async () => {
    await start();
    upstream.script(...Array.from({ length: 100 }, () => text('hi')));
    await Promise.all(Array.from({ length: 100 }, () => chat(gateway.url)));
    await gateway.close();
    await start();
    upstream.script(text('hi'));
    await chat(gateway.url);
    await gateway.close();
    expect(await linesOf('run.ended', 101)).toHaveLength(101);
    expect((await verifyAudit(audit)).problems).toEqual([]);
  });

  it('M3: switched off, it writes nothing and tools run', async () => {
    await start({ gateway: { audit: { enabled: false } } });
    upstream.script(...writeFile('note'));
    await chat(gateway.url, {}, owner);
    expect(existsSync(join(home, 'workspace', 'note'))).toBe(true);
    expect(existsSync(audit)).toBe(false);
  });
});

interface Obstacle {
  remove(): void;
  /** Leaves nothing behind, whatever became of the test. */
  clear(): void;
}

function somethingElse(): Obstacle {
  writeFileSync(audit, 'in the way');
  return { remove: () => rmSync(audit), clear: () => undefined };
}

/** A small disk of its own, which only root can mount. */
function fullDisk(): Obstacle {
  mkdirSync(audit, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'tmpfs', audit]);
  const filler = join(audit, 'filler');
  expect(() => {
    for (let size = 4_096; ; size += 4_096) writeFileSync(filler, Buffer.alloc(size));
  }).toThrow('ENOSPC');
  return { remove: () => rmSync(filler), clear: () => execFileSync('umount', ['-l', audit]) };
}

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const obstacles = [
  { name: 'something else in its place', put: somethingElse },
  ...(isRoot ? [{ name: 'a full disk', put: fullDisk }] : []),
];

describe('The audit log, while it cannot be written', () => {
  async function expectRefusedThenAllowed(makeRoom: () => void): Promise<void> {
    upstream.script(...writeFile('refused'));
    const answer = await chat(gateway.url, {}, owner);
    expect([answer.status, answer.json.choices[0].message.content]).toEqual([200, 'done']);
    expect(toolResult()).toMatch(/^The audit log cannot be written, so the tool 'write' may not run now/);
    expect(existsSync(join(home, 'workspace', 'refused'))).toBe(false);
    expect(await readiness()).toEqual({ ok: false, reasons: ['audit log'] });
    expect(gateway.logLines.join('')).toContain('Until it can be, no owner-only tool runs.');
    upstream.script(toolCall('session_status', {}), text('done'));
    await chat(gateway.url, {}, owner);
    expect(toolResult()).not.toContain('audit log');
    makeRoom();
    expect(await readiness()).toEqual({ ok: true });
    upstream.script(...writeFile('allowed'));
    await chat(gateway.url, {}, owner);
    expect(existsSync(join(home, 'workspace', 'allowed'))).toBe(true);
    await linesOf('tool.called', 1);
    expect((await linesOf('run.started', 3)).length).toBe(3);
    await gateway.close();
    expect((await verifyAudit(audit)).problems).toEqual([]);
  }

  it.each(obstacles)(
    'M3: no owner-only tool runs, other tools do, and all is well afterwards: $name',
    async ({ put }) => {
      const obstacle = put();
      try {
        await start();
        await expectRefusedThenAllowed(() => obstacle.remove());
      } finally {
        obstacle.clear();
      }
    },
  );
});

it('the token of the tests is no part of any line', async () => {
  await start();
  await chat(gateway.url, {}, { headers: { authorization: `Bearer ${testToken}x` } });
  await linesOf('auth.failed', 1);
  expect(JSON.stringify(auditLinesIn(audit))).not.toContain(testToken);
});
