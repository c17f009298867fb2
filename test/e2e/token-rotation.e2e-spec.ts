import { renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { keyFilePath } from '../../src/auth/keys/key-file.js';
import { eventually } from '../support/eventually.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { bearer } from '../support/key-file.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { type SentRequest, SteadyLoad } from '../support/steady-load.js';

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

/**
 * By how much a machine that is busy with something else may be late. It shows in the answers: as some are under way at any
 * moment, one of the programs that has to wait makes answers that are as slow. Until the first refusal there may be several.
 */
function lateness(all: readonly SentRequest[]): number {
  const slowest = Math.max(...all.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
  return slowest < allowed ? 0 : 5 * slowest;
}

/** With each of the secrets, those that were sent when the change had to hold. */
function late(all: readonly SentRequest[], secrets: readonly string[], rotatedAt: number): SentRequest[][] {
  const from = rotatedAt + allowed + lateness(all);
  return secrets.map((each) => all.filter(({ secret, sentAt }) => secret === each && sentAt > from));
}

/** Lets the load go on until the change has held for a while. */
async function expectRotation(load: SteadyLoad, secrets: readonly string[], rotatedAt: number): Promise<void> {
  await eventually(
    () => late(load.answered, secrets, rotatedAt).every(({ length }) => length > perSecond / 4),
    100_000,
  );
  const all = await load.stop();
  const before = all.filter(({ answeredAt }) => answeredAt < rotatedAt);
  const counted = [before, ...late(all, secrets, rotatedAt)].map(statuses);
  expect(counted.map((each) => Object.keys(each))).toEqual([['200'], ['401'], ['200']]);
  const seconds = ((all.at(-1)?.sentAt ?? 0) - (all.at(0)?.sentAt ?? 0)) / 1_000;
  expect(all.length / seconds).toBeGreaterThan(lateness(all) === 0 ? perSecond * 0.95 : 0);
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
    const secrets = [old];
    // The gateway learns of the new key first.
    await eventually(async () => (await fetch(`${gateway.url}/v1/models`, { headers: bearer(old) })).ok);
    const load = new SteadyLoad(gateway.url, perSecond, () => secrets);
    await eventually(() => load.answered.length > perSecond);
    const next = await token('rotate', 'website', '--overlap', '0');
    const rotatedAt = statSync(keyFilePath(gateway.stateDir)).ctimeMs;
    secrets.push(next);
    await expectRotation(load, [old, next], rotatedAt);
  });

  it('of the token: the same, from the moment at which the gateway is told to read its file again', async () => {
    const gateway = await GatewayProcess.start({ config: configuration(oldToken) });
    const path = join(gateway.home, 'gateway.json5');
    const secrets = [oldToken];
    const load = new SteadyLoad(gateway.url, perSecond, () => secrets);
    await eventually(() => load.answered.length > perSecond);
    writeFileSync(`${path}-new`, JSON.stringify(configuration(newToken)), { mode: 0o600 });
    renameSync(`${path}-new`, path);
    const rotatedAt = Date.now();
    gateway.signal('SIGHUP');
    secrets.push(newToken);
    await expectRotation(load, [oldToken, newToken], rotatedAt);
  });
});
