import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import JSON5 from 'json5';
import { starterConfigPath } from '../../src/config/load/config-source.js';
import { chat } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();
let count = 0;

/** A new home with this configuration file. */
function homeWith(config: string): { home: string; file: string } {
  const home = join(scratch, `home-${count++}`);
  const file = join(home, 'state', 'openclaw.json');
  mkdirSync(join(home, 'state'), { recursive: true, mode: 0o700 });
  writeFileSync(file, config, { mode: 0o600 });
  return { home, file };
}

const commented = `{
  // Ours.
  gateway: { auth: { token: 'a-token-of-the-test' }, http: { endpoints: { chatCompletions: { enabled: true } } } },
  agents: {
    list: [
      { id: 'main', default: true }, // the first
      { id: 'front-desk', publicMode: true },
    ],
  },
}
`;

describe('openclaw config get', () => {
  it('prints the configuration in force, every default filled in and no secret', async () => {
    const { home } = homeWith(commented);
    const { code, stdout } = await runOpenclaw(['config', 'get'], { home });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ gateway: { port: 18_789, auth: { token: '[redacted]' } } });
    expect(stdout).not.toContain('a-token-of-the-test');
  });

  it.each([
    ['gateway.port', [], '18789\n'],
    ['agents.list[1].id', [], 'front-desk\n'],
    ['agents.list.front-desk.publicMode', [], 'true\n'],
    ['gateway.auth.token', [], '[redacted]\n'],
    ['gateway.bind', ['--json'], '"loopback"\n'],
  ])('prints %s', async (path, flags, expected) => {
    const { home } = homeWith(commented);
    expect(await runOpenclaw(['config', 'get', path, ...flags], { home })).toEqual({
      code: 0,
      stdout: expected,
      stderr: '',
    });
  });

  it('tells a setting that is not set from one that is not known', async () => {
    const { home } = homeWith(commented);
    const unset = await runOpenclaw(['config', 'get', 'gateway.auth.mode'], { home });
    expect(unset).toMatchObject({ code: 1, stderr: expect.stringContaining('gateway.auth.mode is not set.') });
    const unknown = await runOpenclaw(['config', 'get', 'gateway.prot', '--json'], { home });
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout).error.hint).toContain('did you mean "port"');
    expect((await runOpenclaw(['config', 'get', 'a..b'], { home })).code).toBe(2);
  });

  it.each([
    ['agents.list.front-dsk', 'agents.list has no front-dsk (did you mean "front-desk"?); there is: main, front-desk.'],
    ['agents.list.nope.model', 'agents.list has no nope; there is: main, front-desk.'],
    ['models.providers.nope', 'models.providers has no nope; there is: nothing.'],
  ])('says what there is in place of %s', async (path, hint) => {
    const { home } = homeWith(commented);
    const { code, stdout } = await runOpenclaw(['config', 'get', path, '--json'], { home });
    expect({ code, error: JSON.parse(stdout).error }).toMatchObject({ code: 1, error: { hint } });
  });

  it('makes nothing', async () => {
    const home = join(scratch, 'untouched');
    mkdirSync(home);
    for (const command of ['get', 'file', 'validate'])
      expect((await runOpenclaw(['config', command], { home })).code).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('openclaw config set', () => {
  afterEach(() => GatewayProcess.killAll());

  it('changes the one value and keeps everything else, the mode 0600 included', async () => {
    const { home, file } = homeWith(commented);
    const { code, stdout } = await runOpenclaw(['config', 'set', 'agents.list.main.model', 'ollama/llama3.3'], {
      home,
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`Set agents.list[0].model in ${file}.`);
    expect(stdout).toContain('takes it over by itself');
    expect(readFileSync(file, 'utf8')).toBe(
      commented.replace('default: true', "default: true, model: 'ollama/llama3.3'"),
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(home, 'state'))).toEqual(['openclaw.json']);
  });

  it('says which variables a gateway that runs needs for the new value', async () => {
    const { home } = homeWith(commented);
    const set = (value: string) =>
      runOpenclaw(['config', 'set', 'agents.defaults.systemPrompt', value], { home, env: { GREETING: 'Good day.' } });
    expect((await set('Say ${GREETING}')).stdout).toContain(
      'takes it over by itself; it needs the variable GREETING in its own environment.\n',
    );
    expect((await set('Say ${GREETING:-hello}')).stdout).toContain('takes it over by itself.\n');
  });

  it('takes JSON5 values, makes the objects on the way, and unsets', async () => {
    const { home, file } = homeWith(commented);
    const path = 'models.providers["my-own"]';
    await runOpenclaw(['config', 'set', path, "{ baseUrl: 'http://127.0.0.1:9/v1', timeoutSeconds: 5 }"], { home });
    expect(JSON5.parse(readFileSync(file, 'utf8')).models.providers['my-own'].timeoutSeconds).toBe(5);
    const { code, stdout } = await runOpenclaw(['config', 'set', '--unset', 'models', '--json'], { home });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, file, path: 'models', changed: true, restartNeeded: false });
    expect(readFileSync(file, 'utf8')).toBe(commented);
  });

  it('refuses what would make the configuration invalid: all problems, exit code 78, and nothing is changed', async () => {
    const { home, file } = homeWith(commented);
    const value = "{ port: 'many', prot: 1 }";
    const { code, stdout, stderr } = await runOpenclaw(['config', 'set', 'gateway', value], { home });
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toContain(`${file}: 2 problems; nothing was changed.`);
    expect(stderr).toMatch(/gateway\.prot\n[^]*did you mean "port"[^]*gateway\.port\n +found: +"many"/);
    const json = await runOpenclaw(['config', 'set', 'gateway', value, '--json'], { home });
    expect(json.code).toBe(78);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      problems: [{ path: 'gateway.prot' }, { path: 'gateway.port' }],
    });
    expect(readFileSync(file, 'utf8')).toBe(commented);
    expect(readdirSync(join(home, 'state'))).toEqual(['openclaw.json']);
  });

  it('refuses a workspace that would hold the file itself', async () => {
    const { home, file } = homeWith(commented);
    const named = join(home, 'files', 'gateway.json5');
    mkdirSync(join(home, 'files'));
    writeFileSync(named, '{}');
    const options = { home, env: { OPENCLAW_CONFIG_PATH: named } };
    const outcome = await runOpenclaw(['config', 'set', 'agents.defaults.workspace', join(home, 'files')], options);
    expect(outcome).toMatchObject({ code: 78, stderr: expect.stringContaining('holds the configuration file') });
    expect(readFileSync(named, 'utf8')).toBe('{}');
    expect(readFileSync(file, 'utf8')).toBe(commented);
  });

  it('mends a file that cannot be used', async () => {
    const { home, file } = homeWith("{ gateway: { port: 'many' } }");
    expect((await runOpenclaw(['config', 'set', 'gateway.port', '4000'], { home })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('{ gateway: { port: 4000 } }');
  });

  it('makes openclaw.json from the starter, which stays as it is, and says that a restart is needed', async () => {
    const home = join(scratch, 'from-starter');
    mkdirSync(home);
    const starter = readFileSync(starterConfigPath, 'utf8');
    const { code, stdout } = await runOpenclaw(['config', 'set', 'agents.list.main.maxTurns', '5'], { home });
    const file = join(home, 'state', 'openclaw.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(`Made ${file} from the starter`);
    expect(stdout).toContain('has to be restarted');
    const text = readFileSync(file, 'utf8');
    expect(JSON5.parse(text).agents.list[0]).toEqual({ id: 'main', default: true, maxTurns: 5 });
    expect(text).not.toContain('$schema');
    expect(text).toContain('// Ten wrong credentials');
    expect(text).not.toContain('copy it to');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(starterConfigPath, 'utf8')).toBe(starter);
    expect((await runOpenclaw(['config', 'validate'], { home })).stdout).toBe(`OK: ${file}\n`);
  });

  it('says that another port needs a restart, and when there is nothing to change', async () => {
    const { home } = homeWith(commented);
    const set = () => runOpenclaw(['config', 'set', 'gateway.port', '4000'], { home });
    expect((await set()).stdout).toContain('has to be restarted: where it listens is decided at its start');
    expect((await set()).stdout).toContain('Nothing to change');
  });

  it('a gateway that runs takes the change over', async () => {
    const { home } = homeWith(commented);
    const gateway = await GatewayProcess.start({ stateDir: join(home, 'state') });
    const status = async (): Promise<number> =>
      (await chat(gateway.url, { model: 'openclaw:new' }, { headers: { authorization: 'Bearer a-token-of-the-test' } }))
        .status;
    expect(await status()).toBe(404);
    expect((await runOpenclaw(['config', 'set', 'agents.list[2].id', 'new'], { home })).code).toBe(0);
    await eventually(() => gateway.stderr.includes('Configuration reloaded'));
    expect(await status()).toBe(200);
  });

  it.each([
    [['gateway.port'], 'The value is missing'],
    [['--unset', 'gateway.port', '1'], 'there must be no value'],
    [['gateway.port', '[1'], 'begins like JSON5 and is none'],
    [['gateway.port', '1', '2'], 'takes only'],
    [['__proto__.x', '1'], 'no path of a setting'],
  ])('refuses the line %j', async (args, expected) => {
    const { home, file } = homeWith(commented);
    const { code, stderr } = await runOpenclaw(['config', 'set', ...args], { home });
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(readFileSync(file, 'utf8')).toBe(commented);
  });

  it('changes made at the same time are never lost without a word', async () => {
    const { home, file } = homeWith(commented);
    const numbers = [1, 2, 3];
    const outcomes = await Promise.all(
      numbers.map((number) =>
        runOpenclaw(['config', 'set', `agents.list.main.tools.byProvider.p${number}`, '{}'], { home }),
      ),
    );
    const kept = Object.keys(JSON5.parse(readFileSync(file, 'utf8')).agents.list[0].tools.byProvider);
    for (const [index, { code, stderr }] of outcomes.entries()) {
      expect(code === 0 ? '' : stderr).toMatch(code === 0 ? /^/ : /was changed by somebody else just now/);
      if (code === 0) expect(kept).toContain(`p${numbers[index] ?? 0}`);
    }
  });
});

describe('openclaw config validate, schema, file', () => {
  it('validates the file in force or another one, with warnings', async () => {
    const { home, file } = homeWith('{ channels: {} }');
    expect(await runOpenclaw(['config', 'validate'], { home })).toEqual({
      code: 0,
      stdout: `OK: ${file}\n`,
      stderr: 'Warning: Sections that this gateway does not read were ignored: channels.\n',
    });
    const other = join(home, 'other.json5');
    writeFileSync(other, '{ gateway: { port: -1 }, agents: { list: [{}] } }');
    const { code, stderr } = await runOpenclaw(['config', 'validate', other], { home });
    expect(code).toBe(78);
    expect(stderr).toMatch(/2 problems\.[^]*gateway\.port[^]*agents\.list\[0\]\.id/);
    const json = await runOpenclaw(['config', 'validate', other, '--json'], { home });
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, file: other, problems: [{}, {}] });
  });

  it('validate tells a file that is not there, and one that is no JSON5', async () => {
    const { home, file } = homeWith('{ gateway: }');
    expect(await runOpenclaw(['config', 'validate'], { home })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('line 1'),
    });
    const absent = await runOpenclaw(['config', 'validate', `${file}.none`], { home });
    expect(absent).toMatchObject({ code: 78, stderr: expect.stringContaining('cannot be read') });
    expect(absent.stderr).not.toContain('OPENCLAW_CONFIG_PATH');
    const named = await runOpenclaw(['config', 'validate'], { home, env: { OPENCLAW_CONFIG_PATH: `${file}.none` } });
    expect(named).toMatchObject({ code: 78, stderr: expect.stringContaining('OPENCLAW_CONFIG_PATH names it') });
  });

  it('prints the schema of a setting', async () => {
    const { code, stdout } = await runOpenclaw(['config', 'schema', 'agents.list[0].tools.profile', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ anyOf: [{ enum: ['minimal', 'coding', 'full'] }, {}] });
    const whole = await runOpenclaw(['config', 'schema']);
    expect(JSON.parse(whole.stdout).$defs).toHaveProperty('AgentConfig');
    expect((await runOpenclaw(['config', 'schema', 'gateway.prot'])).code).toBe(1);
  });

  it('prints where the file is', async () => {
    const { home, file } = homeWith('not even JSON5');
    expect(await runOpenclaw(['config', 'file'], { home })).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' });
    const starter = await runOpenclaw(['config', 'file', '--json']);
    expect(JSON.parse(starter.stdout)).toMatchObject({ exists: true, isStarter: true });
    expect(existsSync(JSON.parse(starter.stdout).file)).toBe(true);
  });
});
