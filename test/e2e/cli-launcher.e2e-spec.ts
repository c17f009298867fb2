import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { builtGateway, unbuiltGateway } from '../support/gateway-build.js';
import { checkout } from '../support/markdown-blocks.js';
import { OpenclawProcess } from '../support/openclaw-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const scratch = temporaryDirectory();
const bundledName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** A checkout with this launcher, a program in the place of the real one, and a bundled Node that is this shell script. */
function checkoutWith(name: string, { program = '', bundled }: { program?: string; bundled?: string }): string {
  const directory = join(scratch, name);
  mkdirSync(join(directory, 'dist'), { recursive: true });
  cpSync(join(checkout, 'bin'), join(directory, 'bin'), { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(join(directory, 'dist', 'openclaw.main.js'), program);
  if (bundled !== undefined) {
    const packaged = join(directory, 'node_modules', bundledName);
    mkdirSync(join(packaged, 'bin'), { recursive: true });
    writeFileSync(join(packaged, 'package.json'), '{}');
    writeFileSync(join(packaged, 'bin', 'node'), bundled);
    chmodSync(join(packaged, 'bin', 'node'), 0o755);
  }
  return directory;
}

const launch = (directory: string, ...args: string[]) =>
  new OpenclawProcess(args, { directory, env: { HOME: scratch } });

describe('bin/openclaw.mjs', () => {
  it('prints its help through a link, as npm makes one, and from another directory', async () => {
    const link = join(scratch, 'openclaw');
    symlinkSync(join(builtGateway(), 'bin', 'openclaw.mjs'), link);
    const { stdout, stderr } = await run(process.execPath, [link, '--help'], { cwd: scratch });
    expect(stdout).toContain('gateway run');
    expect(stderr).toBe('');
  });

  it('loads nothing for its help but what prints it', async () => {
    const program = join(builtGateway(), 'dist', 'openclaw.main.js');
    const spy = join(scratch, 'spy.mjs');
    writeFileSync(
      spy,
      `import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
process.on('exit', () => process.stderr.write(loaded.join('\\n')));
process.argv.splice(1, 1);
await import(${JSON.stringify(program)});`,
    );
    const { stderr } = await run(process.execPath, [spy, 'dist/openclaw.main.js', '--help']);
    const packages = stderr.split('\n').filter((url) => url.includes('node_modules') && !url.includes('/dist/'));
    expect(packages).toEqual([]);
    expect(stderr).not.toMatch(/[.]command[.]js$|load-configuration/m);
  });

  it('says what to run where nothing is built', async () => {
    const directory = unbuiltGateway();
    const unbuilt = launch(directory);
    expect(await unbuilt.exit).toMatchObject({ code: 1 });
    expect(unbuilt.stderr).toContain('Run `npm run build`');
    expect(existsSync(join(directory, 'dist'))).toBe(false);
  });

  it('hands arguments, exit code and output of the bundled Node on', async () => {
    const directory = checkoutWith('arguments', { bundled: '#!/bin/sh\nshift\nprintf "<%s>" "$@"\nexit 7\n' });
    const launched = launch(directory, 'a b', '--json', '');
    expect(await launched.exit).toEqual({ code: 7, signal: null });
    expect(launched.stdout).toBe('<a b><--json><>');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('hands %s on, and lets it be answered', async (signal) => {
    const name = signal.slice(3);
    const bundled = `#!/bin/sh\ntrap 'echo got ${name}; exit 5' ${name}\necho ready\nwhile :; do sleep 0.05; done\n`;
    const launched = launch(checkoutWith(signal, { bundled }));
    await eventually(() => launched.stdout.includes('ready'));
    launched.signal(signal);
    expect(await launched.exit).toEqual({ code: 5, signal: null });
    expect(launched.stdout).toContain(`got ${name}`);
  });

  it('ends by the signal that ended the program', async () => {
    const launched = launch(checkoutWith('killed', { bundled: '#!/bin/sh\nkill -KILL $$\n' }));
    expect(await launched.exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it.each([
    ['none is bundled', {}],
    ['the bundled one does not run here', { bundled: '#!/nowhere/at/all\n' }],
  ])('uses the Node it runs on when %s', async (_, options) => {
    const program = 'process.stdout.write(process.version + process.argv.slice(2)); process.exitCode = 3;';
    const launched = launch(checkoutWith(`fallback-${Object.keys(options).length}`, { program, ...options }), 'x');
    expect(await launched.exit).toMatchObject({ code: 3 });
    expect(launched.stdout).toBe(`${process.version}x`);
  });

  it('a Node that is too old is told, with what to do', async () => {
    // The launcher asks process.versions, which stands for an old Node here.
    const directory = checkoutWith('old', { program: `process.stdout.write('it ran')` });
    writeFileSync(join(directory, 'old.cjs'), `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`);
    const old = new OpenclawProcess([], {
      directory,
      env: { NODE_OPTIONS: `--require ${join(directory, 'old.cjs')}` },
    });
    expect(await old.exit).toMatchObject({ code: 1 });
    expect(old.stdout).toBe('');
    expect(old.stderr).toMatch(/needs Node 22\.19 or newer, and this is 20\.20\.2\. .*npm ci/);
  });

  it('keeps experimental warnings to itself, and no others', async () => {
    const program = `process.emitWarning('storage', 'ExperimentalWarning'); process.emitWarning('careful');`;
    const launched = launch(checkoutWith('warnings', { program }));
    await launched.exit;
    expect(launched.stderr).toContain('careful');
    expect(launched.stderr).not.toContain('storage');
  });

  it('says nothing when its reader goes away', async () => {
    const { stdout, stderr } = await run(
      'bash',
      ['-c', `"$0" bin/openclaw.mjs help | true; echo "\${PIPESTATUS[0]}"`, process.execPath],
      {
        cwd: builtGateway(),
      },
    );
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
  });

  it('npx finds it in the checkout, without a registry', async () => {
    const env = { PATH: process.env['PATH'], HOME: scratch, npm_config_registry: 'http://127.0.0.1:9/' };
    // Otherwise npx first builds what it finds, as `npm ci` does.
    const args = ['--offline', '--ignore-scripts', 'openclaw', '--version'];
    const { stdout } = await run('npx', args, { cwd: builtGateway(), env });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/m);
  });
});
