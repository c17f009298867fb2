import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import { heldBytes } from '../../../test/support/held-bytes.js';
import { livedMilliseconds } from '../../../test/support/lived-milliseconds.js';
import { localCommandRunner, runToEnd, scopeOf } from '../../../test/support/local-commands.js';
import { isAlive } from '../../../test/support/processes.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import { OutputBuffer } from '../commands/output-buffer.js';
import type { LocalCommandRunner } from './local-command-runner.js';
import { startProcessGroup } from './process-group.js';

const base = realpathSync(temporaryDirectory());
const workspace = join(base, 'workspace');
const files = scopeOf(workspace);

describe('LocalCommandRunner without a sandbox', () => {
  let sut: LocalCommandRunner;
  const run = (command: string) => runToEnd(sut, files, command);

  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    sut = localCommandRunner({ stateDirectory: base, exec: { sandbox: 'off' } });
    sut.onModuleInit();
  });
  afterEach(async () => {
    await sut.onModuleDestroy();
    jest.restoreAllMocks();
  });

  it.each([
    ['exit 0', { kind: 'exited', code: 0 }],
    ['exit 7', { kind: 'exited', code: 7 }],
    ['no-such-program', { kind: 'exited', code: 127 }],
    ['kill -9 $$', { kind: 'killed', signal: 'SIGKILL' }],
    ['if', { kind: 'exited', code: 2 }],
  ])('tells how %j ended', async (command, end) => {
    expect((await run(command)).end).toEqual(end);
  });

  it('runs in the workspace, which it makes, without input', async () => {
    const { output } = await run('pwd; echo "$HOME"; cat; echo end');
    expect(output).toBe(`${workspace}\n${workspace}\nend\n`);
  });

  it('keeps output and errors in the order they were written', async () => {
    const { output } = await run('for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done');
    expect(output).toBe([1, 2, 3, 4, 5].map((index) => `out ${index}\nerr ${index}\n`).join(''));
  });

  it('shows the errors of the shell too', async () => {
    expect((await run('echo "unfinished')).output).toMatch(/unterminated|unexpected/i);
  });

  it('reads characters whose bytes come apart', async () => {
    const { output } = await run(
      `printf '\\360\\237'; sleep 0.05; printf '\\214\\215|\\303'; sleep 0.05; printf '\\274'`,
    );
    expect(output).toBe('🌍|ü');
  });

  it('replaces bytes that are no text', async () => {
    expect((await run(`printf 'a\\377\\376b\\360\\237'`)).output).toBe('a��b�');
  });

  it('C5: passes on nothing of the environment but what is allowed', async () => {
    const runner = localCommandRunner({
      stateDirectory: base,
      exec: { sandbox: 'off', env: ['SHOWN', 'KEY'] },
      env: { SHOWN: 'shown', KEY: 'not-a-real-key', OTHER: 'other', OPENCLAW_GATEWAY_TOKEN: 'test-token' },
      secrets: ['not-a-real-key'],
    });
    const { output } = await runToEnd(runner, files, 'env');
    const names = output
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.filter((name) => !['PWD', '_', 'SHLVL', 'OLDPWD'].includes(name)).sort()).toEqual([
      'HOME',
      'PATH',
      'SHOWN',
      'TMPDIR',
    ]);
  });

  it('ends when the shell ends, and kills what it left running', async () => {
    const running = run('sleep 600 & echo $!; sleep 600 >/dev/null 2>&1 & echo $!');
    expect(await livedMilliseconds(running)).toBeLessThan(5_000);
    const { output } = await running;
    const pids = output.trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    await eventually(() => !pids.some(isAlive));
  });

  it.each([
    ['that does as asked', 'sleep 60 & echo $!; wait'],
    [
      'that ignores the request',
      'trap "" TERM; sh -c "trap \\"\\" TERM; while :; do sleep 1; done" & echo $!; while :; do sleep 1; done',
    ],
  ])('stops a whole group %s', async (_what, command) => {
    let output = '';
    const running = await sut.start({ command, files, publicMode: false, onOutput: (text) => (output += text) });
    await eventually(() => output.includes('\n'));
    running.stop();
    expect(await livedMilliseconds(running.ended)).toBeLessThan(2_000);
    expect(await running.ended).toMatchObject({ kind: 'killed' });
    await eventually(() => !isAlive(Number(output)));
  });

  it('L3: a command that prints 300 MB does not grow memory', async () => {
    const buffer = new OutputBuffer();
    const before = heldBytes();
    let [most, taken, measuredAt] = [0, 0, 0];
    const running = await sut.start({
      command: `head -c 300000000 /dev/zero | tr '\\0' x`,
      files,
      publicMode: false,
      onOutput: (text) => {
        buffer.append(text);
        taken += text.length;
        if (taken - measuredAt < 50_000_000) return;
        measuredAt = taken;
        most = Math.max(most, heldBytes() - before);
      },
    });
    expect(await running.ended).toEqual({ kind: 'exited', code: 0 });
    expect(buffer.take()).toContain(`[… ${300_000_000 - 48_000} characters left out …]`);
    expect(measuredAt).toBeGreaterThan(200_000_000);
    expect(most).toBeLessThan(100_000_000);
  });

  it('refuses what cannot be started, and says why', async () => {
    await expect(run(`echo ${'x'.repeat(300_000)}`)).rejects.toThrow(
      new CommandRefusedError('The command is too long. Write it to a file and run that.'),
    );
    await expect(run('echo \u0000')).rejects.toThrow(
      new CommandRefusedError('The command must not hold a NUL character.'),
    );
  });

  it('A10: stops all commands with the gateway, and starts none afterwards', async () => {
    let pid = '';
    const running = await sut.start({
      command: 'trap "" TERM; echo $$; while :; do sleep 1; done',
      files,
      publicMode: false,
      onOutput: (text) => (pid += text),
    });
    await eventually(() => pid.includes('\n'));
    await sut.onModuleDestroy();
    expect(isAlive(Number(pid))).toBe(false);
    expect(await running.ended).toMatchObject({ kind: 'killed' });
    await expect(run('true')).rejects.toThrow(/stopping/);
  });

  it('A10: kills them when the process ends without a shutdown', async () => {
    const running = await sut.start({ command: 'sleep 60', files, publicMode: false, onOutput: () => undefined });
    const [listener] = process.listeners('exit').slice(-1);
    listener(0);
    expect(await running.ended).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  });

  it('runs many commands at once without mixing them up', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => run(`sleep 0.0${index % 5}; echo ${index}`)),
    );
    expect(results.map(({ output }) => output)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}\n`));
  });
});

describe('LocalCommandRunner with a sandbox that breaks', () => {
  it('G6: keeps what bubblewrap complains about, which names paths of the host, to the log', async () => {
    const logged = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const sut = localCommandRunner({
      stateDirectory: base,
      start: (launch, onOutput) =>
        launch.args.at(-1) === 'exit 0'
          ? startProcessGroup({ ...launch, program: '/bin/sh', args: ['-c', 'exit 0'] }, onOutput)
          : startProcessGroup(
              { ...launch, program: '/bin/sh', args: ['-c', 'echo "bwrap: Cannot bind /home/ada" >&2; exit 1'] },
              onOutput,
            ),
    });
    const { end, output } = await runToEnd(sut, files, 'true');
    expect([end, output]).toEqual([{ kind: 'failed' }, '']);
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('Cannot bind /home/ada'));
    jest.restoreAllMocks();
  });
});

describe(startProcessGroup.name, () => {
  it('rejects where there is no such program', async () => {
    const launch = { program: '/no/such/program', args: [], directory: '/', environment: {}, inputs: [] };
    await expect(startProcessGroup(launch, () => undefined)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives texts by file descriptor', async () => {
    let output = '';
    const launch = {
      program: '/bin/sh',
      args: ['-c', 'cat <&3; cat <&4'],
      directory: '/',
      environment: {},
      inputs: ['a', 'b'],
    };
    const group = await startProcessGroup(launch, (bytes) => (output += Buffer.from(bytes).toString()));
    await group.drained;
    expect(output).toBe('ab');
  });

  it('does not mind a program that reads none of them', async () => {
    const inputs = ['x'.repeat(5_000_000)];
    const launch = { program: '/bin/sh', args: ['-c', 'exit 4'], directory: '/', environment: {}, inputs };
    const group = await startProcessGroup(launch, () => undefined);
    expect(await group.exited).toEqual({ kind: 'exited', code: 4 });
  });

  it('does not wait for a program beside its own group', async () => {
    const other = spawn('sleep', ['60'], { detached: true });
    const launch = { program: '/bin/sh', args: ['-c', 'sleep 60'], directory: '/', environment: {}, inputs: [] };
    const group = await startProcessGroup(launch, () => undefined);
    group.signal('SIGKILL');
    await group.exited;
    expect(isAlive(other.pid ?? 0)).toBe(true);
    other.kill('SIGKILL');
  });
});
