import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../test/support/config-problems.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { ConfigInvalidError } from './config-problem.js';
import { loadConfiguration as sut } from './load-configuration.js';
import { starterConfigPath } from './load/config-source.js';

const scratch = temporaryDirectory();
const stateDir = join(scratch, 'state');
const load = (text: string, env: Record<string, string> = {}) => sut({ text, env, stateDir });
const problems = (text: string, env: Record<string, string> = {}) => problemsOf(() => load(text, env));

describe('loadConfiguration: the file', () => {
  it('A2: reads OPENCLAW_CONFIG_PATH first, then openclaw.json of the state directory, then the starter', () => {
    const own = join(scratch, 'lookup');
    expect(sut({ env: {}, stateDir: own }).source).toEqual({ path: starterConfigPath });

    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'openclaw.json'), '{ gateway: { port: 1111 } }');
    expect(sut({ env: {}, stateDir: own }).config.gateway.port).toBe(1111);

    const named = join(scratch, 'named.json5');
    writeFileSync(named, '{ gateway: { port: 2222 } }');
    expect(sut({ env: { OPENCLAW_CONFIG_PATH: named }, stateDir: own }).config.gateway.port).toBe(2222);
  });

  it('A2: a file that OPENCLAW_CONFIG_PATH names and that is not there is a problem, not a reason to take another', () => {
    const env = { OPENCLAW_CONFIG_PATH: join(scratch, 'nowhere.json5') };
    expect(problemsOf(() => sut({ env, stateDir }))[0]?.allowed).toContain('OPENCLAW_CONFIG_PATH');
  });

  it.each(['true', 'false'])('A2: loads the block of the founding document that sets enabled to %s', (enabled) => {
    const text = `{\ngateway: {\nhttp: {\nendpoints: {\nchatCompletions: { enabled: ${enabled} },\n},\n},\n},\n}`;
    expect(String(load(text).config.gateway.http.endpoints.chatCompletions.enabled)).toBe(enabled);
  });

  it('A2: an empty object gives every default, and the endpoint is off', () => {
    const { config } = load('{}');
    expect(config.gateway).toMatchObject({
      port: 18_789,
      bind: 'loopback',
      trustedProxies: [],
      maxConcurrentRuns: 256,
    });
    expect(config.gateway.http.endpoints.chatCompletions).toMatchObject({ enabled: false, maxBodyBytes: 20_000_000 });
    expect(config.gateway.auth.rateLimit).toBeUndefined();
    expect(config.session.pruneAfter).toBe(30 * 86_400_000);
  });

  it('A6: broken JSON5 is told with line and column', () => {
    expect(problems('{\n  gateway: {\n    port 1 } }')).toEqual([
      expect.objectContaining({ path: 'line 3, column 10', allowed: expect.stringContaining('JSON5') }),
    ]);
  });

  it('takes a file that begins with a byte order mark', () => {
    expect(load('\uFEFF{ gateway: { port: 7 } }').config.gateway.port).toBe(7);
  });

  it('A6: $schema is for editors and gives no warning', () => {
    expect(load('{ $schema: "./openclaw.schema.json" }').warnings).toEqual([]);
  });

  it('the result is frozen to its leaves', () => {
    const { config, auth } = load('{ agents: { list: [{ id: "main", skills: ["a"] }] } }');
    expect(Object.isFrozen(config.agents.list[0]?.skills)).toBe(true);
    expect(Object.isFrozen(auth)).toBe(true);
  });
});

describe('loadConfiguration: what follows from the file', () => {
  it('C3: makes a 256-bit token once, keeps it 0600, and takes it again', () => {
    const own = join(scratch, 'token');
    const first = sut({ text: '{}', env: {}, stateDir: own }).auth;
    expect(first).toMatchObject({ mode: 'token', source: 'generated', tokenPath: join(own, 'gateway-token') });
    expect('secret' in first && Buffer.from(first.secret, 'base64url')).toHaveLength(32);
    expect(statSync(join(own, 'gateway-token')).mode & 0o777).toBe(0o600);
    expect(sut({ text: '{}', env: {}, stateDir: own }).auth).toEqual(first);
    expect('secret' in first && readFileSync(join(own, 'gateway-token'), 'utf8').trim()).toBe(
      'secret' in first && first.secret,
    );
  });

  it('C3: a file with problems makes no token', () => {
    const own = join(scratch, 'no-token');
    problemsOf(() => sut({ text: '{ nope: 1 }', env: {}, stateDir: own }));
    expect(() => statSync(join(own, 'gateway-token'))).toThrow('ENOENT');
  });

  it('C2: a token that names an unset variable is one problem, not also a missing token', () => {
    expect(problems('{ gateway: { auth: { mode: "token", token: "${OPENCLAW_GATEWAY_TOKEN}" } } }')).toEqual([
      expect.objectContaining({ path: 'gateway.auth.token', found: expect.stringContaining('OPENCLAW_GATEWAY_TOKEN') }),
    ]);
  });

  it('A4: --port and the environment come before the file, and are checked with it', () => {
    const text = '{ gateway: { port: 1000 } }';
    const env = { OPENCLAW_GATEWAY_PORT: '2000' };
    expect(sut({ text, env, stateDir, argv: ['--port', '0'] }).listen).toEqual({ host: '127.0.0.1', port: 0 });
    const found = problemsOf(() =>
      sut({ text: '{ nope: 1 }', env: { OPENCLAW_GATEWAY_PORT: 'x' }, stateDir, argv: ['--port=y'] }),
    );
    expect(found.map(({ path }) => path)).toEqual(['nope', '--port', 'OPENCLAW_GATEWAY_PORT']);
  });

  it('A6: the text for standard error holds every problem and says what to do', () => {
    const file = join(scratch, 'bad.json5');
    writeFileSync(file, '{ gateway: { port: -1 }, agnts: {} }');
    const error = new ConfigInvalidError(
      problemsOf(() => sut({ path: file, env: {}, stateDir })),
      file,
    );
    expect(error.exitCode).toBe(78);
    expect(error.format()).toBe(
      [
        `Configuration ${file}: 2 problems; nothing was started.`,
        '',
        '  agnts',
        '    found:   an unknown key',
        '    did you mean "agents"?',
        '    allowed: one of gateway, models, agents, tools, skills, mcp, session, logging',
        '',
        '  gateway.port',
        '    found:   -1',
        '    allowed: a whole number from 0 to 65535',
        '',
        'Correct this and start again. docs/configuration.md explains every key.',
        '',
      ].join('\n'),
    );
  });
});
