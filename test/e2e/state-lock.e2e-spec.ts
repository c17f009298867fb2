import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chat } from '../support/chat.js';
import { CliGateway } from '../support/cli-gateway.js';
import { text } from '../support/fake-answers.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();

/** A start that is expected to be given up. */
async function refused(stateDir: string): Promise<GatewayProcess & { code: number | null }> {
  const gateway = GatewayProcess.launch({ stateDir });
  const { code } = await gateway.exit;
  return Object.assign(gateway, { code });
}

describe('K4: a state directory belongs to one gateway at a time', () => {
  it('refuses a second one before it reads or writes anything there, and the first goes on', async () => {
    const first = await GatewayProcess.start();
    const log = join(first.stateDir, 'sessions.sqlite-wal');
    const before = readFileSync(log);
    const { code, stdout, stderr } = await refused(first.stateDir);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      `The gateway could not start: Another gateway uses the state directory ${first.stateDir}, or is still stopping.`,
    );
    expect(stderr).toContain('OPENCLAW_STATE_DIR');
    expect(stderr).not.toMatch(/^\s+at |^\{/m);
    expect(readFileSync(log)).toEqual(before);
    expect((await chat(first.url, {}, { headers: { authorization: '' } })).status).toBe(401);
  });

  it('of two that start at once lets one start', async () => {
    const stateDir = join(scratch, 'both');
    const both = [GatewayProcess.launch({ stateDir }), GatewayProcess.launch({ stateDir })];
    const { code } = await Promise.race(both.map(({ exit }) => exit));
    expect(code).toBe(1);
    expect(both.map(({ stderr }) => stderr).filter((stderr) => stderr.includes('Another gateway uses'))).toHaveLength(
      1,
    );
  });

  it.each<[string, NodeJS.Signals]>([
    ['was killed', 'SIGKILL'],
    ['has stopped', 'SIGTERM'],
  ])('is free at once when its gateway %s', async (_, signal) => {
    const stateDir = join(scratch, signal);
    const first = await GatewayProcess.start({ stateDir });
    first.signal(signal);
    await first.exit;
    const next = await GatewayProcess.start({ stateDir });
    expect(next.stdout).toContain('listening on');
  });

  it('is free again when its gateway could not start', async () => {
    const stateDir = join(scratch, 'taken-port');
    const other = await GatewayProcess.start();
    const failed = GatewayProcess.launch({ stateDir, args: ['--port', String(other.port)] });
    expect((await failed.exit).code).toBe(1);
    expect(failed.stderr).toContain('the port is taken');
    expect((await GatewayProcess.start({ stateDir })).url).toBeDefined();
  });
});

describe('K4: beside a gateway on the same state directory', () => {
  let gateway: CliGateway;
  beforeAll(async () => {
    gateway = await CliGateway.start();
  });
  afterAll(() => gateway.close());

  it.each([
    ['agent', '--message', 'hi', '--local'],
    ['sessions', 'list'],
    ['token', 'list'],
    ['config', 'validate'],
  ])('openclaw %s %s works, since it is no gateway', async (...args) => {
    gateway.upstream.script(text('Hello.'));
    const home = dirname(gateway.gateway.stateDir);
    const local = args.includes('--local') ? {} : gateway.env;
    const env = { ...local, OPENCLAW_CONFIG_PATH: join(gateway.gateway.home, 'gateway.json5') };
    const outcome = await runOpenclaw(args, { home, env });
    const told = args.includes('--local')
      ? expect.stringMatching(/^Warning: a gateway works with .*Leave --local away to use it\.\n$/)
      : expect.not.stringContaining('state directory');
    expect(outcome).toMatchObject({ code: 0, stderr: told });
  });
});
