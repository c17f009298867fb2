import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import {
  isSandboxExpected,
  localCommandRunner,
  runToEnd,
  sandboxProbe,
  scopeOf,
} from '../../../test/support/local-commands.js';
import { hostFiles, knocks, reads, writes } from '../../../test/support/sandbox-escapes.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type { SandboxFinding } from './sandbox-probe.js';
import { HostPath } from '../../common/private-facts.js';

/**
 * Commands that try to get out. They need no sandbox to be judged: where bubblewrap does not work, `require` has to refuse
 * them, and that keeps the same promises.
 */
const base = realpathSync(temporaryDirectory());
const state = join(base, 'state');
const home = join(base, 'home');
const config = join(base, 'config', 'openclaw.json');
const workspace = join(state, 'workspaces', 'main');
const other = join(state, 'workspaces', 'other');
const skills = join(state, 'skills', 'one');
const outside = join(base, 'outside');
const canary = 'canary-value';
const names = { base, state, home, config, other, skills, outside, workspace };

const env = {
  OPENCLAW_GATEWAY_TOKEN: `${canary}-token`,
  OPENAI_API_KEY: `${canary}-key`,
  PLANTED: `${canary}-variable`,
};

function plant(): void {
  for (const directory of [workspace, other, skills, outside, join(home, '.ssh'), join(base, 'config')]) {
    mkdirSync(directory, { recursive: true });
  }
  const files = [
    join(state, 'gateway-token'),
    join(state, 'sessions.db'),
    join(other, 'USER.md'),
    join(home, '.ssh', 'id'),
    config,
  ];
  for (const file of files) writeFileSync(file, `${canary}-file`);
  writeFileSync(join(outside, 'linked'), 'harmless');
  writeFileSync(join(skills, 'SKILL.md'), 'a skill');
}

/** Anew for each test, because commands may do in it what they like. */
function plantWorkspace(): void {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'own'), 'own text');
  symlinkSync(join(state, 'gateway-token'), join(workspace, 'to-token'));
  symlinkSync(state, join(workspace, 'to-state'));
  symlinkSync(base, join(workspace, 'to-base'));
  symlinkSync('/proc/1/root', join(workspace, 'to-root'));
}

describe('Commands that try to leave the sandbox', () => {
  let listener: Server;
  let socket: Server;
  let holder: ChildProcess;
  let finding: SandboxFinding;
  let contents: string;
  let heard = 0;

  beforeAll(async () => {
    plant();
    finding = await sandboxProbe({ stateDirectory: state }).find({});
    const hear = (connection: Socket): void => {
      heard += 1;
      connection.destroy();
    };
    listener = createServer(hear);
    socket = createServer(hear);
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => socket.listen(join(home, 'socket'), resolve));
    // A process of the same user whose environment holds a secret, as the gateway's does.
    holder = spawn('sleep', ['600'], { env: { HELD: `${canary}-held` } });
    contents = filesIn(base);
  });

  afterAll(async () => {
    holder.kill('SIGKILL');
    for (const server of [listener, socket]) await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(() => {
    heard = 0;
    plantWorkspace();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  function attempt(command: string, exec: { readablePaths?: string[]; publicMode?: boolean }): Promise<string> {
    const { publicMode = false, ...settings } = exec;
    const sut = localCommandRunner({
      stateDirectory: state,
      hiddenPaths: [home, config],
      exec: { ...settings, sandbox: 'require', env: ['OPENCLAW_GATEWAY_TOKEN', 'OPENAI_API_KEY'] },
      env,
      secrets: [`${canary}-token`, `${canary}-key`],
    });
    const variables = {
      ...names,
      PORT: (listener.address() as AddressInfo).port,
      GATEWAY: process.pid,
      HOLDER: holder.pid,
    };
    const assignments = Object.entries(variables).map(([name, value]) => `${name}='${value ?? ''}'`);
    const files = scopeOf(workspace, { readableRoots: [new HostPath(skills)] });
    const script = `${assignments.join(' ')}; export ${Object.keys(variables).join(' ')}; ${command}`;
    return runToEnd(sut, files, script, publicMode).then(
      ({ output }) => output,
      (error: unknown) => {
        if (error instanceof CommandRefusedError) return 'refused';
        throw error;
      },
    );
  }

  const settings: [string, { readablePaths?: string[]; publicMode?: boolean }][] = [
    ['as it comes', {}],
    ['with everything around it readable', { readablePaths: [base] }],
    ['of a public agent', { publicMode: true }],
  ];

  describe.each(settings)('%s', (_name, exec) => {
    it('has a sandbox that works, or no command at all', async () => {
      const output = await attempt('cat own; echo made > made && cat made', exec);
      expect(output).toBe(finding.works ? 'own textmade\n' : 'refused');
    });

    it.each(reads)('reads nothing: %s', async (command) => {
      expect(await attempt(command, exec)).not.toContain(canary);
      expect(filesIn(base)).toBe(contents);
    });

    it.each(writes)('writes nothing: %s', async (command) => {
      await attempt(command, exec);
      expect(filesIn(base)).toBe(contents);
      expect(hostFiles.filter((file) => existsSync(file))).toEqual([]);
      expect([holder.exitCode, holder.signalCode]).toEqual([null, null]);
      expect(hostname()).not.toBe('written');
    });

    it.each(knocks)('reaches nobody: %s', async (command) => {
      await attempt(command, exec);
      expect(heard).toBe(0);
    });

    it('leaves no process behind, wherever it hides', async () => {
      const seconds = `98765${settings.findIndex(([name]) => name === _name)}`;
      await attempt(
        `setsid nohup sleep ${seconds} >/dev/null 2>&1 & (setsid sh -c "sleep ${seconds} &" &); sleep 0.1`,
        exec,
      );
      await eventually(() => !commandLines().some((line) => line.includes(seconds)));
    });
  });

  it('reads what it may: the workspace, the skills of the run and the configured paths', async () => {
    const output = await attempt('cat $skills/SKILL.md $outside/linked', { readablePaths: [outside] });
    expect(output).toBe(finding.works ? 'a skillharmless' : 'refused');
  });

  it('has a sandbox wherever the environment says that there is to be one', () => {
    expect(finding.works || !isSandboxExpected).toBe(true);
  });

  it('G4: runs nothing in a workspace around the state, also when the state has been moved away from its place', async () => {
    const around = join(base, 'around');
    const inner = join(around, '.local', 'state');
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'gateway-token'), `${canary}-file`);
    const sut = localCommandRunner({ stateDirectory: inner, exec: { sandbox: 'auto' }, env });
    const run = (command: string) => runToEnd(sut, scopeOf(around), command);
    await expect(run('mv .local elsewhere')).rejects.toThrow(CommandRefusedError);
    renameSync(join(around, '.local'), join(around, 'elsewhere'));
    await expect(run('cat elsewhere/state/gateway-token')).rejects.toThrow(CommandRefusedError);
    rmSync(around, { recursive: true });
  });

  it('fills neither the memory of the host nor /dev', async () => {
    const sut = localCommandRunner({ stateDirectory: state, exec: { sandbox: 'require' }, env });
    const fill =
      'for f in /tmp/x /dev/shm/x /dev/x; do head -c 300000000 /dev/zero 2>&1 > $f; wc -c < $f; done 2>&1; rm -f /tmp/x';
    const filled = await runToEnd(sut, scopeOf(workspace), fill).then(
      ({ output }) => output.match(/^\d+$/gm)?.map(Number) ?? [],
      () => [],
    );
    const limits = finding.works && finding.limitsMemoryFiles ? [268_435_456, 67_108_864] : [];
    expect(limits.length > 0 ? filled : []).toEqual(limits);
  });

  it('limits processes and the size of files', async () => {
    const sut = localCommandRunner({ stateDirectory: state, exec: { sandbox: 'require' }, env });
    const told = await runToEnd(sut, scopeOf(workspace), 'cat /proc/self/limits').then(
      ({ output }) => output,
      () => 'refused',
    );
    expect(told).toMatch(finding.works ? /Max file size +8589934592 [^]*Max processes +4096 / : /refused/);
  });

  it('G4: tells a public agent neither host name nor where its workspace lies', async () => {
    const tell =
      'hostname; pwd; mount; cat /proc/self/mountinfo /proc/1/cmdline /proc/mounts; id; ls -la / /etc; df; env';
    // Not even the names that the tests give.
    const sut = localCommandRunner({ stateDirectory: state, exec: { sandbox: 'require' }, env });
    const told = await runToEnd(sut, scopeOf(workspace), tell, true).then(
      ({ output }) => output,
      (error: unknown) => String(error),
    );
    expect(told).not.toContain(base);
    expect(told.split(/\s/)).not.toContain(hostname());
    expect(told).toContain(finding.works ? '/workspace' : 'CommandRefusedError');
  });

  it('reaches the network when the configuration says so', async () => {
    const sut = localCommandRunner({ stateDirectory: state, exec: { sandbox: 'require', network: true }, env });
    const { port } = listener.address() as AddressInfo;
    const knock = `bash -c "echo knock > /dev/tcp/127.0.0.1/${port}"`;
    await runToEnd(sut, scopeOf(workspace), knock).catch(() => undefined);
    if (finding.works) await eventually(() => heard === 1);
    expect(heard).toBe(finding.works ? 1 : 0);
  });
});

/** Everything outside the workspace, with its text. */
function filesIn(directory: string): string {
  const { mode } = statSync(directory);
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const shown = entries.map((entry) => {
    const path = join(directory, entry.name);
    if (path === workspace) return '';
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? `${path}: ${readFileSync(path, 'utf8')}` : path;
  });
  return [`${directory} ${mode.toString(8)}`, ...shown].join('\n');
}

function commandLines(): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    try {
      return [readFileSync(`/proc/${id}/cmdline`, 'utf8')];
    } catch {
      return [];
    }
  });
}
