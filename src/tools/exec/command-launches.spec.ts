import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalCommandsOptions, commandLaunches, scopeOf } from '../../../test/support/local-commands.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type { CommandRequest } from '../commands/command-runner.port.js';
import type { StartProcessGroup } from './process-group.js';
import { HostPath } from '../../common/private-facts.js';

const base = realpathSync(temporaryDirectory());
const state = join(base, 'state');
const root = join(state, 'workspaces', 'main');
mkdirSync(join(base, 'skills'), { recursive: true });
mkdirSync(join(base, 'toolchain'));
mkdirSync(join(base, 'tools'));
mkdirSync(root, { recursive: true });
writeFileSync(join(base, 'openclaw.json'), '{}');

function probeEndsWith(code: number): StartProcessGroup {
  return () =>
    Promise.resolve({
      exited: Promise.resolve({ kind: 'exited', code }),
      drained: Promise.resolve(),
      diagnostics: () => 'bwrap: no permission',
      signal: () => undefined,
      abandon: () => undefined,
    });
}

const works = probeEndsWith(0);
const isForbidden = probeEndsWith(1);

function launches(options: Partial<LocalCommandsOptions>) {
  return commandLaunches({ stateDirectory: state, env: { PATH: '/opt/x:/usr/bin' }, ...options });
}

function request(overrides: Partial<CommandRequest> = {}): CommandRequest {
  return { command: 'make test', files: scopeOf(root), publicMode: false, onOutput: () => undefined, ...overrides };
}

describe('CommandLaunches.launchOf', () => {
  let warnings: unknown[];

  beforeEach(() => {
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => warnings.push(message));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('auto and require: uses the sandbox where it works', async () => {
    for (const sandbox of ['auto', 'require'] as const) {
      const launch = await launches({ start: works, exec: { sandbox } }).launchOf(request());
      expect([launch.program, launch.directory, launch.args.at(-1)]).toEqual(['bwrap', '/', 'make test']);
      expect(launch.environment).toEqual({ PATH: '/opt/x:/usr/bin', HOME: root, TMPDIR: '/tmp' });
      expect(launch.inputs[0].split('\0').join(' ')).toContain(`--bind ${root} ${root} `);
    }
    expect(warnings).toEqual([]);
  });

  it('auto: runs plainly where it does not work, with one warning', async () => {
    const sut = launches({ start: isForbidden });
    const launch = await sut.launchOf(request());
    await sut.launchOf(request());
    expect(launch).toMatchObject({ program: '/bin/sh', directory: root, inputs: [] });
    expect(warnings).toEqual(['Commands run without a sandbox: bubblewrap does not work here: bwrap: no permission']);
  });

  it('require: refuses where it does not work', async () => {
    const sut = launches({ start: isForbidden, exec: { sandbox: 'require' } });
    await expect(sut.launchOf(request())).rejects.toThrow(CommandRefusedError);
  });

  it('off: does not even try', async () => {
    const start = jest.fn(works);
    const launch = await launches({ start, exec: { sandbox: 'off' } }).launchOf(request());
    expect(launch.program).toBe('/bin/sh');
    expect(start).not.toHaveBeenCalled();
  });

  it.each(['auto', 'require', 'off'] as const)(
    'G4: never runs a command of a public agent without a sandbox (%s)',
    async (sandbox) => {
      const sut = launches({ start: isForbidden, exec: { sandbox } });
      await expect(sut.launchOf(request({ publicMode: true }))).rejects.toThrow(CommandRefusedError);
    },
  );

  it('G4: shows a public agent its workspace under a name that tells nothing, and no path of the host beside', async () => {
    const exec = { readablePaths: [join(base, 'toolchain')], env: ['LANG'] };
    const files = scopeOf(root, { readableRoots: [new HostPath(join(base, 'skills'))] });
    const sut = launches({ start: works, exec });
    const { inputs, args, environment } = await sut.launchOf(request({ files, publicMode: true }));
    expect(environment).toMatchObject({ HOME: '/workspace', TMPDIR: '/tmp' });
    expect(inputs[0].split('\0').join(' ')).toContain(`--bind ${root} /workspace `);
    expect(inputs[0].replace(`${root}\0/workspace`, '')).not.toContain(base);
    expect(JSON.stringify([args, environment, inputs.slice(1)])).not.toMatch(/state|\/opt\/x/);
  });

  it('lets commands read the configured paths and the roots of the run, and writes only in the workspace', async () => {
    const exec = { readablePaths: [join(base, 'toolchain'), '~/tools'] };
    const files = scopeOf(root, { readableRoots: [new HostPath(join(base, 'skills'))] });
    const { inputs } = await launches({ start: works, exec, env: { HOME: base } }).launchOf(request({ files }));
    const args = inputs[0].split('\0');
    const writable = args.flatMap((argument, index) => (argument === '--bind' ? [args[index + 1]] : []));
    const readable = args.flatMap((argument, index) => (argument === '--ro-bind' ? [args[index + 2]] : []));
    expect(writable).toEqual([root]);
    expect(readable).toEqual(
      expect.arrayContaining(['/usr', ...['toolchain', 'tools', 'skills'].map((name) => join(base, name))]),
    );
    expect(readable).not.toContain('/etc');
    expect(warnings).toEqual([]);
  });

  it('tells once of each configured path that is not there or that no sandbox shows', async () => {
    const exec = { readablePaths: [join(base, 'missing'), '~/missing', '/', '/proc', join(base, 'toolchain')] };
    const sut = launches({ start: works, exec, env: { HOME: base } });
    const { inputs } = await sut.launchOf(request());
    await sut.launchOf(request());
    const args = inputs[0].split('\0');
    const readable = args.flatMap((argument, index) => (argument === '--ro-bind' ? [args[index + 2]] : []));
    const missed = exec.readablePaths.slice(0, 4);
    expect(readable.filter((path) => missed.includes(path))).toEqual([]);
    expect(warnings).toEqual(
      missed.map((path) => expect.stringContaining(`do not see ${path} of tools.exec.readablePaths`)),
    );
  });

  it('hides state and configuration where a readable path contains them', async () => {
    const exec = { readablePaths: [base] };
    const hiddenPaths = [join(base, 'openclaw.json'), join(base, 'missing')];
    const { inputs } = await launches({ start: works, exec, hiddenPaths }).launchOf(request());
    const text = inputs[0].split('\0').join(' ');
    const [read, hide, file, own] = [
      `--ro-bind ${base} ${base} `,
      `--tmpfs ${state} `,
      `--ro-bind /dev/null ${join(base, 'openclaw.json')} `,
      `--bind ${root} ${root} `,
    ].map((part) => text.indexOf(part));
    expect(read).toBeGreaterThan(0);
    expect(hide).toBeGreaterThan(read);
    expect(file).toBeGreaterThan(read);
    expect(own).toBeGreaterThan(hide);
  });

  it('warns once of a configured variable that there is not', async () => {
    const sut = launches({ start: works, exec: { env: ['NOPE', 'CI'] }, env: { CI: '1' } });
    const { environment } = await sut.launchOf(request());
    await sut.launchOf(request());
    expect(environment).toMatchObject({ CI: '1' });
    expect(warnings).toEqual(['Commands do not get NOPE of tools.exec.env, because the gateway has no such variable.']);
  });

  it('C5: warns once of a configured variable that holds a secret', async () => {
    const sut = launches({
      start: works,
      exec: { env: ['KEY'] },
      env: { KEY: 'not-a-real-key' },
      secrets: ['not-a-real-key'],
    });
    const { environment } = await sut.launchOf(request());
    await sut.launchOf(request());
    expect(environment).not.toHaveProperty('KEY');
    expect(warnings).toEqual([expect.stringContaining('KEY')]);
    expect(String(warnings)).not.toContain('not-a-real-key');
  });
});

describe('CommandLaunches.confinement and refusal', () => {
  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['auto', works, 'sandboxed', 'sandboxed'],
    ['auto', isForbidden, 'open', 'refused'],
    ['require', works, 'sandboxed', 'sandboxed'],
    ['require', isForbidden, 'refused', 'refused'],
    ['off', works, 'open', 'refused'],
  ] as const)('%s: tells beforehand what a start comes to', async (sandbox, start, kind, publicKind) => {
    const sut = launches({ start, exec: { sandbox } });
    expect([(await sut.confinement(false)).kind, (await sut.confinement(true)).kind]).toEqual([kind, publicKind]);
    for (const publicMode of [false, true]) {
      const message = await sut.launchOf(request({ publicMode })).then(
        () => undefined,
        (error: unknown) => (error instanceof CommandRefusedError ? error.message : 'another error'),
      );
      expect(await sut.refusal({ root: new HostPath(root), publicMode })).toBe(message);
    }
  });

  it.each(['auto', 'off'] as const)(
    'G4: refuses a workspace that contains what is to be hidden (%s)',
    async (sandbox) => {
      const sut = launches({ start: works, exec: { sandbox } });
      expect(await sut.refusal({ root: new HostPath(base), publicMode: false })).toMatch(
        /cannot run in this workspace/,
      );
      await expect(sut.launchOf(request({ files: scopeOf(base) }))).rejects.toThrow(/cannot run in this workspace/);
      expect(await sut.refusal({ root: new HostPath(root), publicMode: false })).toBeUndefined();
    },
  );

  it('makes no workspace when it is only asked', async () => {
    const missing = join(base, 'not-yet', 'there');
    expect(
      await launches({ start: works }).refusal({ root: new HostPath(missing), publicMode: false }),
    ).toBeUndefined();
    expect(existsSync(join(base, 'not-yet'))).toBe(false);
  });
});
