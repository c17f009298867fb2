import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import JSON5 from 'json5';
import { freePorts } from '../support/free-ports.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const scratch = temporaryDirectory();
let count = 0;

function newHome(): { home: string; file: string } {
  const home = join(scratch, `it's home ${count++}`);
  mkdirSync(home);
  return { home, file: join(home, 'state', 'openclaw.json') };
}

const read = (file: string) => JSON5.parse(readFileSync(file, 'utf8'));
const curlIn = (stdout: string): string => stdout.split('\n').find((line) => line.startsWith('curl ')) ?? '';

/** A server with these models, as local servers are. */
async function modelServer(ids: readonly string[]): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close: () => server.close() };
}

describe('openclaw init', () => {
  afterEach(() => GatewayProcess.killAll());

  it.each([
    ['a token that the gateway makes', {}],
    ['a token in the environment', { OPENCLAW_GATEWAY_TOKEN: 'a-token-of-the-environment' }],
    ['a password in the environment', { OPENCLAW_GATEWAY_PASSWORD: 'a-password-of-the-test' }],
  ])('the curl line that it prints works as it is once the gateway runs: %s', async (_, credential) => {
    const { home, file } = newHome();
    const [port] = await freePorts(1);
    const env = { ...credential, OPENCLAW_GATEWAY_PORT: String(port) };
    const { code, stdout, stderr } = await runOpenclaw(['init', '--yes'], { home, env });
    expect(code).toBe(0);
    expect(stdout).toContain(`Wrote ${file}\n`);
    expect(stdout).toMatch(/openclaw gateway run\n[^]*openclaw chat\nopenclaw agent --message/);
    for (const secret of Object.values(credential))
      expect(stdout + stderr + readFileSync(file, 'utf8')).not.toContain(secret);
    await GatewayProcess.start({ stateDir: join(home, 'state'), env });
    const answer = await run('bash', ['-c', curlIn(stdout)], { env: { PATH: process.env['PATH'], ...env } });
    expect(JSON.parse(answer.stdout)).toMatchObject({
      object: 'chat.completion',
      choices: [{ finish_reason: 'stop' }],
    });
  });

  it('the file is commented, private, valid, limits guesses, and holds one agent', async () => {
    const { home, file } = newHome();
    const { stdout } = await runOpenclaw(['init', '--yes', '--json'], { home });
    expect(JSON.parse(stdout)).toMatchObject({ file, model: 'builtin/guide', agents: ['main'] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'state')).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8').match(/^ *\/\/ /gm)?.length).toBeGreaterThan(5);
    const { gateway, agents } = read(file);
    // Nothing is pinned, so that the gateway goes on looking for a model.
    expect(agents.defaults).toEqual({});
    expect(gateway.auth.rateLimit.maxAttempts).toBe(10);
    expect(gateway.http.endpoints).toEqual({ chatCompletions: { enabled: true }, responses: { enabled: true } });
    expect(await runOpenclaw(['config', 'validate'], { home })).toEqual({
      code: 0,
      stdout: `OK: ${file}\n`,
      stderr: '',
    });
  });

  it('takes answers that are piped; an invalid one is asked again, with the reason', async () => {
    const { home, file } = newHome();
    const server = await modelServer(['first-model', 'second-model']);
    const answers = [
      'x',
      '1',
      'nowhere',
      server.url,
      'a key!',
      'KEY_THAT_IS_NOT_SET',
      'MY_KEY',
      '2',
      'Ada',
      'Say "hi" to ${USER}.',
      'maybe',
      'yes',
      '1',
      '',
    ];
    const { code, stdout, stderr } = await runOpenclaw(['init'], {
      home,
      env: { MY_KEY: 'not-a-real-key' },
      input: answers.join('\n'),
    });
    server.close();
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    for (const reason of [
      'A number from 1 to 2',
      'http:// or https://',
      'never the key itself',
      'is not set here',
      'yes or no',
    ]) {
      expect(stderr).toContain(reason);
    }
    expect(stdout).toContain('Model: custom/second-model\n');
    expect(read(file)).toMatchObject({
      models: { providers: { custom: { baseUrl: server.url, apiKey: '${MY_KEY}', models: [{ id: 'second-model' }] } } },
      agents: {
        defaults: { model: 'custom/second-model' },
        list: [
          { id: 'main', name: 'Ada', systemPrompt: 'Say "hi" to $${USER}.' },
          { id: 'front-desk', publicMode: true },
        ],
      },
    });
    const prompt = await runOpenclaw(['config', 'get', 'agents.list.main.systemPrompt'], {
      home,
      env: { MY_KEY: 'not-a-real-key' },
    });
    expect(prompt.stdout).toBe('Say "hi" to ${USER}.\n');
  });

  it('a key in the environment is found, and never written down', async () => {
    const { home, file } = newHome();
    const env = { OPENAI_API_KEY: 'not-a-real-key' };
    const { code, stdout, stderr } = await runOpenclaw(['init'], { home, env });
    expect(code).toBe(0);
    expect(stderr).toContain('a key for openai in OPENAI_API_KEY');
    const text = readFileSync(file, 'utf8');
    expect(read(file).models.providers.openai.apiKey).toBe('${OPENAI_API_KEY}');
    expect(stdout + stderr + text).not.toContain('not-a-real-key');
    expect((await runOpenclaw(['config', 'validate'], { home, env })).code).toBe(0);
  });

  it('without any answer left, a question without a default is an error, and nothing is written', async () => {
    const { home, file } = newHome();
    const { code, stderr } = await runOpenclaw(['init'], { home, input: '1\n' });
    expect(code).toBe(2);
    expect(stderr).toContain('There is no answer to "   Its address');
    expect(existsSync(file)).toBe(false);
  });

  it('leaves an existing file alone; --force replaces it and loses no earlier one', async () => {
    const { home, file } = newHome();
    mkdirSync(join(home, 'state'), { mode: 0o700 });
    writeFileSync(file, '{ gateway: { port: 1 } }', { mode: 0o600 });
    const refused = await runOpenclaw(['init', '--yes'], { home });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('There is a configuration already') });
    expect(readFileSync(file, 'utf8')).toBe('{ gateway: { port: 1 } }');
    const forced = await runOpenclaw(['init', '--yes', '--force'], { home });
    expect(forced.stdout).toContain(`kept as ${file}.bak\n`);
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe('{ gateway: { port: 1 } }');
    const again = await runOpenclaw(['init', '--yes', '--force', '--json'], { home });
    expect(JSON.parse(again.stdout).backup).toBe(`${file}.bak2`);
    expect(readdirSync(join(home, 'state')).sort()).toEqual([
      'openclaw.json',
      'openclaw.json.bak',
      'openclaw.json.bak2',
    ]);
    expect(statSync(`${file}.bak`).mode & 0o777).toBe(0o600);
  });

  it('a server that does not answer is told; one can go on with it, or name another', async () => {
    const { home, file } = newHome();
    const [dead = 0] = await freePorts(1);
    const server = await modelServer(['a-model']);
    const answers = ['1', `http://127.0.0.1:${dead}/v1`, '', 'no', server.url, '', ''];
    const { code, stderr } = await runOpenclaw(['init'], { home, input: answers.join('\n') });
    server.close();
    expect(code).toBe(0);
    expect(stderr).toContain(`Nothing answers at http://127.0.0.1:${dead}/v1`);
    expect(read(file).agents.defaults.model).toBe('custom/a-model');
  });

  it('says how to come to a model, and counts its questions without gaps', async () => {
    const { home } = newHome();
    const { stdout, stderr } = await runOpenclaw(['init'], { home, input: '2\n' });
    expect(stderr.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ', '4. ']);
    expect(stdout).toContain('OPENAI_API_KEY, and run `openclaw init` again');
  });

  it('writes where OPENCLAW_CONFIG_PATH points', async () => {
    const { home } = newHome();
    const named = join(home, 'deep', 'gateway.json5');
    const { stdout } = await runOpenclaw(['init', '--yes'], { home, env: { OPENCLAW_CONFIG_PATH: named } });
    expect(stdout).toContain(`Wrote ${named}\n`);
    expect(statSync(named).mode & 0o777).toBe(0o600);
  });

  it('a token that is chosen but not set is refused, as is one that would not count', async () => {
    const { home, file } = newHome();
    const answers = (last: string): string => ['2', '', '', '', last, ''].join('\n');
    const unset = await runOpenclaw(['init'], { home, input: answers('2') });
    expect(unset).toMatchObject({ code: 0, stderr: expect.stringContaining('OPENCLAW_GATEWAY_TOKEN is not set here') });
    const set = await runOpenclaw(['init', '--force'], {
      home,
      env: { OPENCLAW_GATEWAY_TOKEN: 'a-token-of-the-environment' },
      input: answers('1'),
    });
    expect(set).toMatchObject({ code: 0, stderr: expect.stringContaining('is set and would count') });
    expect(read(file).gateway.auth.mode).toBe('token');
  });
});
