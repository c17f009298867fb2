import { renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { keyFilePath } from '../../src/auth/keys/key-file.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { type SentRequest, SteadyLoad } from '../support/steady-load.js';

jest.setTimeout(120_000);

const perSecond = 500;
/** Milliseconds within which a change of a credential holds. */
const allowed = 100;
const oldToken = 'the-token-of-before-the-rotation';
const newToken = 'the-token-of-after-the-rotation';

function configuration(token: string): Record<string, unknown> {
  const http = { endpoints: { chatCompletions: { enabled: true } } };
  // The programs of this host go on with the old token for a while; without this they would lock out those with the new one.
  const rateLimit = { exemptLoopback: true };
  return { gateway: { auth: { mode: 'token', token, rateLimit }, http } };
}

/** How many requests got each status. */
function statuses(requests: readonly SentRequest[]): Record<number, number> {
  return Object.fromEntries(
    [...Map.groupBy(requests, ({ status }) => status)].map(([status, found]) => [status, found.length]),
  );
}

function expectRotation(all: readonly SentRequest[], [old, next]: [string, string], rotatedAt: number): void {
  const before = statuses(all.filter(({ answeredAt }) => answeredAt < rotatedAt));
  const late = all.filter(({ sentAt }) => sentAt > rotatedAt + allowed);
  const after = statuses(late.filter(({ secret }) => secret === old));
  const successes = statuses(late.filter(({ secret }) => secret === next));
  expect([before, after, successes].map((each) => Object.keys(each))).toEqual([['200'], ['401'], ['200']]);
  const milliseconds = (all.at(-1)?.sentAt ?? 0) - (all.at(0)?.sentAt ?? 0);
  expect(all.length / (milliseconds / 1_000)).toBeGreaterThan(perSecond * 0.95);
  expect(Math.min(after[401] ?? 0, successes[200] ?? 0)).toBeGreaterThan(perSecond / 2);
}

describe('C6: a rotation under 500 requests a second', () => {
  it('of a named key: after 100 ms the old secret opens nothing, and the new one never fails', async () => {
    const gateway = await GatewayProcess.start({ config: configuration(oldToken) });
    const env = { OPENCLAW_CONFIG_PATH: join(gateway.home, 'gateway.json5') };
    const token = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runOpenclaw(['token', ...args], { home: gateway.home, env });
      if (code !== 0) throw new Error(stderr);
      return stdout.trim();
    };
    const old = await token('create', '--name', 'website');
    await pause(allowed);
    const secrets = [old];
    const load = new SteadyLoad(gateway.url, perSecond, () => secrets);
    await pause(1_000);
    const next = await token('rotate', 'website', '--overlap', '0');
    const rotatedAt = statSync(keyFilePath(gateway.stateDir)).mtimeMs;
    secrets.push(next);
    await pause(1_500);
    expectRotation(await load.stop(), [old, next], rotatedAt);
  });

  it('of the token: the same, from the moment at which the gateway is told to read its file again', async () => {
    const gateway = await GatewayProcess.start({ config: configuration(oldToken) });
    const path = join(gateway.home, 'gateway.json5');
    const secrets = [oldToken];
    const load = new SteadyLoad(gateway.url, perSecond, () => secrets);
    await pause(1_000);
    writeFileSync(`${path}-new`, JSON.stringify(configuration(newToken)), { mode: 0o600 });
    renameSync(`${path}-new`, path);
    const rotatedAt = Date.now();
    gateway.signal('SIGHUP');
    secrets.push(newToken);
    await pause(1_500);
    expectRotation(await load.stop(), [oldToken, newToken], rotatedAt);
  });
});
