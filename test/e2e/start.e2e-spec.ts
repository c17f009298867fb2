import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chat } from '../support/chat.js';
import { freePorts } from '../support/free-ports.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const scratch = temporaryDirectory();
const enabled = { http: { endpoints: { chatCompletions: { enabled: true } } } };

/** The commands that a gateway printed, as they stand there. */
const printedCommands = ({ stdout }: GatewayProcess): string[] =>
  stdout.split('\n').filter((line) => line.startsWith('curl '));

async function bash(command: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run('bash', ['-c', command], { env: { PATH: process.env['PATH'], ...env } });
  return stdout;
}

const keptToken = (stateDir: string): string => readFileSync(join(stateDir, 'gateway-token'), 'utf8').trim();

const chatStatus = async (gateway: GatewayProcess, token: string): Promise<number> =>
  (await chat(gateway.url, {}, { headers: { authorization: token === '' ? '' : `Bearer ${token}` } })).status;

describe('the first start, with nothing set', () => {
  const stateDir = join(scratch, "a user's state", 'gateway');
  const openUmask = ['bash', '-c', 'umask 0; exec "$0" dist/main.js', process.execPath];
  let gateway: GatewayProcess;

  beforeAll(async () => {
    gateway = await GatewayProcess.start({ stateDir, command: openUmask });
  });

  it('A1: says where it listens and where the token is', () => {
    expect(gateway.stdout).toMatch(/^OpenClaw gateway is listening on http:\/\/127\.0\.0\.1:\d+\n/);
    expect(gateway.stdout).toContain(`Token: made for you and kept in ${join(stateDir, 'gateway-token')}\n`);
    expect(gateway.stdout).toMatch(/Configuration: \S+\/config\/openclaw\.json5\n/);
  });

  it('A1: says whether commands run in a sandbox', () => {
    expect(gateway.stdout).toMatch(/^Commands: (inside bubblewrap|WITHOUT a sandbox; install bubblewrap or .*)$/m);
  });

  it('A1: prints two curl lines that work as printed, one whole and one as a stream', async () => {
    const [whole = '', stream = '', ...more] = printedCommands(gateway);
    expect(more).toEqual([]);
    const completion = JSON.parse(await bash(whole));
    expect(completion).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }] });
    expect(completion.choices[0].message.content).not.toBe('');
    const events = (await bash(stream)).split('\n\n').filter((event) => event !== '');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(JSON.parse((events[0] ?? '').slice('data: '.length))).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant' } }],
    });
  });

  it('C3: the token has 256 bits and is asked for', async () => {
    const token = keptToken(stateDir);
    expect(Buffer.from(token, /^[0-9a-f]+$/.test(token) ? 'hex' : 'base64url').length).toBeGreaterThanOrEqual(32);
    expect(await chatStatus(gateway, '')).toBe(401);
    expect(await chatStatus(gateway, `${token}x`)).toBe(401);
    expect(await chatStatus(gateway, token)).toBe(200);
  });

  it('A3: the directories are 0700 and the files 0600, whatever the umask was', () => {
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    const names = readdirSync(stateDir, { recursive: true, withFileTypes: true });
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['gateway-token', 'sessions.sqlite']));
    expect(mode(stateDir)).toBe('700');
    for (const entry of names) {
      const expected = entry.isDirectory() ? '700' : '600';
      expect(`${entry.name} ${mode(join(entry.parentPath, entry.name))}`).toBe(`${entry.name} ${expected}`);
    }
  });

  it('C3: the token is printed and logged nowhere, and the next start takes the same one', async () => {
    const before = keptToken(stateDir);
    await gateway.stop();
    expect(gateway.stdout + gateway.stderr).not.toContain(before);
    const next = await GatewayProcess.start({ stateDir });
    expect(keptToken(stateDir)).toBe(before);
    expect(await chatStatus(next, before)).toBe(200);
    await next.kill();
  });
});

describe('where the configuration and the state come from', () => {
  afterEach(() => GatewayProcess.killAll());

  it('A2: the file that OPENCLAW_CONFIG_PATH names comes first, then openclaw.json in the state directory', async () => {
    const stateDir = join(scratch, 'lookup');
    mkdirSync(stateDir, { mode: 0o700 });
    writeFileSync(join(stateDir, 'openclaw.json'), JSON.stringify({ gateway: { auth: { token: 'of-the-state' } } }));
    const config = { gateway: { ...enabled, auth: { token: 'of-the-named' } } };
    const named = await GatewayProcess.start({ stateDir, config });
    expect(await chatStatus(named, 'of-the-named')).toBe(200);
    await named.kill();
    const own = await GatewayProcess.start({ stateDir });
    expect(own.stdout).toContain(`Configuration: ${join(stateDir, 'openclaw.json')}\n`);
    expect(own.stdout).toContain(
      'Chat completions are switched off; set gateway.http.endpoints.chatCompletions.enabled',
    );
    expect(printedCommands(own)).toEqual([]);
  });

  it('A3: without OPENCLAW_STATE_DIR the state is in $XDG_STATE_HOME, else in ~/.local/state', async () => {
    const xdg = join(scratch, 'xdg');
    const [inXdg, inHome] = await Promise.all([
      GatewayProcess.start({ env: { OPENCLAW_STATE_DIR: undefined, XDG_STATE_HOME: xdg } }),
      GatewayProcess.start({ env: { OPENCLAW_STATE_DIR: undefined } }),
    ]);
    expect(existsSync(join(xdg, 'openclaw-gateway', 'gateway-token'))).toBe(true);
    expect(existsSync(join(inHome.home, '.local', 'state', 'openclaw-gateway', 'gateway-token'))).toBe(true);
    expect(existsSync(join(inXdg.home, '.local'))).toBe(false);
  });
});

describe('the port', () => {
  afterEach(() => GatewayProcess.killAll());

  it('A4: --port beats OPENCLAW_GATEWAY_PORT, which beats gateway.port', async () => {
    const [first, second, third] = await freePorts(3);
    const config = { gateway: { port: third } };
    const start = (env: string | undefined, args: string[]): Promise<GatewayProcess> =>
      GatewayProcess.start({ config, env: { OPENCLAW_GATEWAY_PORT: env }, args });
    const byArgument = await start(String(second), ['--port', String(first)]);
    const byEnvironment = await start(String(second), []);
    const byConfig = await start(undefined, []);
    expect([byArgument.port, byEnvironment.port, byConfig.port]).toEqual([first, second, third]);
  });

  it('A4: port 0 takes a free one, so that two gateways start side by side', async () => {
    const both = await Promise.all([GatewayProcess.start(), GatewayProcess.start({ args: ['--port=0'] })]);
    expect(new Set(both.map(({ port }) => port)).size).toBe(2);
  });
});

describe('the credential that is set', () => {
  afterEach(() => GatewayProcess.killAll());

  it.each([
    ['token', 'OPENCLAW_GATEWAY_TOKEN'],
    ['password', 'OPENCLAW_GATEWAY_PASSWORD'],
  ])('C2: a %s of the environment works, and the curl lines with it', async (_, variable) => {
    const env = { [variable]: 'of-the-environment' };
    const gateway = await GatewayProcess.start({ env });
    const [whole = ''] = printedCommands(gateway);
    expect(JSON.parse(await bash(whole, env))).toMatchObject({ object: 'chat.completion' });
    expect(gateway.stdout + gateway.stderr).not.toContain('of-the-environment');
    expect(existsSync(join(gateway.stateDir, 'gateway-token'))).toBe(false);
  });

  it('C3: mode none on loopback asks for nothing and says so', async () => {
    const gateway = await GatewayProcess.start({ config: { gateway: { ...enabled, auth: { mode: 'none' } } } });
    expect(gateway.stdout).toContain('No authentication');
    expect(JSON.parse(await bash(printedCommands(gateway)[0] ?? ''))).toMatchObject({ object: 'chat.completion' });
  });
});

describe('the model', () => {
  afterEach(() => GatewayProcess.killAll());

  const models = { providers: { ollama: { baseUrl: 'http://127.0.0.1:9/v1', models: [{ id: 'first' }] } } };
  const modelLines = async (config: Record<string, unknown>): Promise<string[]> => {
    const { stdout } = await GatewayProcess.start({ config });
    return stdout.split('\n').filter((line) => line.startsWith('Model'));
  };

  it('A1: is the one that the default agent uses', async () => {
    const agents = { defaults: { model: 'ollama/second' } };
    expect(await modelLines({ models, agents })).toEqual(['Model providers: ollama', 'Model: ollama/second']);
    expect(await modelLines({ models })).toEqual(['Model providers: ollama', 'Model: ollama/first']);
  });

  it('A1: is told for each agent when they differ, and that its provider is not configured', async () => {
    const list = [{ id: 'desk', model: 'olama/a' }, { id: 'main' }];
    expect(await modelLines({ models, agents: { list } })).toEqual([
      'Model providers: ollama',
      'Model of main (default): ollama/first',
      expect.stringMatching(
        /^Model of desk: olama\/a, which cannot be used\. There is no provider "olama".*Add it, or/,
      ),
    ]);
  });
});

describe('npm start', () => {
  afterEach(() => GatewayProcess.killAll());

  it('A4: hands --port on, and Ctrl-C stops it', async () => {
    const [port] = await freePorts(1);
    const command = ['npm', 'start', '--', '--port', String(port)];
    const gateway = await GatewayProcess.start({ command, ownBuild: true });
    expect(gateway.port).toBe(port);
    gateway.signalGroup('SIGINT');
    await gateway.exit;
    expect(gateway.stderr).toContain('"msg":"Stopped."');
  });
});

describe('warnings', () => {
  afterEach(() => GatewayProcess.killAll());

  it('A1: it is told where commands have no sandbox, are refused, or are not there', async () => {
    const commands = async (tools: object): Promise<string | undefined> => {
      const { stdout } = await GatewayProcess.start({ config: { tools }, env: { PATH: '/nowhere' } });
      const line = /^Commands: .*$/m.exec(stdout)?.[0];
      // A busy machine may take longer over it than a gateway waits at its start.
      return line?.includes('not known yet') ? commands(tools) : line;
    };
    expect(await Promise.all(['auto', 'require', 'off'].map((sandbox) => commands({ exec: { sandbox } })))).toEqual([
      'Commands: WITHOUT a sandbox; install bubblewrap or set tools.exec.sandbox',
      'Commands: refused (tools.exec.sandbox is require and bubblewrap does not work)',
      'Commands: WITHOUT a sandbox (tools.exec.sandbox is off)',
    ]);
    expect(await commands({ deny: ['exec'] })).toBeUndefined();
  });

  it('A6: what is ignored and what cannot work is in the log at the start', async () => {
    const models = { providers: { ollama: { baseUrl: 'http://127.0.0.1:9/v1' } } };
    const agents = { defaults: { model: 'olama/llama3.3' }, list: [{ id: 'main', model: 'builtin/guide' }] };
    const tools = { deny: ['gatway'] };
    const gateway = await GatewayProcess.start({ config: { channels: {}, plugins: {}, models, agents, tools } });
    await gateway.stop();
    const warnings = gateway.stderr.split('\n').filter((line) => line.includes('"warn"'));
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toMatch(/ignored: channels, plugins/);
    expect(warnings[1]).toMatch(/the model olama\/llama3\.3.*no such provider; there are: ollama\..*Did you mean/);
    expect(warnings[2]).toMatch(/tools\.deny names tools that do not exist.*gatway \(did you mean \\"gateway\\"/);
  });
});
