import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../test/support/captured-terminal.js';
import { Environment } from '../config/environment.js';
import { ConfigInvalidError } from '../config/config-problem.js';
import { ProtocolError } from '../gateway-protocol/protocol-error.js';
import { CliError, exitCodes } from './cli-error.js';
import type { Command, CommandCall } from './command.js';
import type { CommandEntry } from './command-entry.js';
import { readCount } from './option-values.js';
import { runCli } from './run-cli.js';

const command = (run: Command['run'], rest: Partial<Command> = {}): Command => {
  return { operands: '', description: 'What it does at length.', options: {}, examples: [], ...rest, run };
};

/** Runs a command line over a small table; `run` is what `sessions show` does. */
async function sut(argv: string[], run: Command['run'] = async () => 0, environment: Record<string, string> = {}) {
  const captured = capturedTerminal();
  const loaded: string[] = [];
  const entry = (words: CommandEntry['words'], loading: Command, rest: Partial<CommandEntry> = {}): CommandEntry => ({
    words,
    summary: `Summary of ${words.join(' ')}`,
    load: async () => {
      loaded.push(words.join(' '));
      return loading;
    },
    ...rest,
  });
  const show = command(run, {
    operands: '<key>',
    options: { limit: { type: 'string', short: 'n', value: '<number>', description: 'At most so many.' } },
    examples: [{ line: 'openclaw sessions show main', note: 'the main one' }],
  });
  const code = await runCli({
    argv,
    table: [
      entry(['sessions', 'show'], show),
      entry(
        ['sessions', 'list'],
        command(async () => 0),
      ),
      entry(
        ['sessions'],
        command(async () => 7),
        {},
      ),
      entry(
        ['config', 'get'],
        command(async () => 0),
        { offline: true },
      ),
      entry(
        ['config', 'set'],
        command(async () => 0),
        { offline: true },
      ),
    ],
    streams: captured.terminal.streams,
    environment: new Environment(environment),
    services: { runGateway: async () => 0, openLocal: () => Promise.reject(new Error('not here')) },
    signal: new AbortController().signal,
  });
  return { code, stdout: captured.stdout(), stderr: captured.stderr(), loaded };
}

describe('runCli: which command', () => {
  it('is the one that the most words name; the rest are operands', async () => {
    const calls: CommandCall[] = [];
    const { code, loaded } = await sut(['sessions', 'show', 'main', '-n', '3'], async (call) => calls.push(call));
    expect(code).toBe(1);
    expect(loaded).toEqual(['sessions show']);
    expect(calls).toMatchObject([{ positionals: ['main'], values: { limit: '3' }, json: false }]);
    expect((await sut(['sessions'])).code).toBe(7);
  });

  it('global options may stand before it', async () => {
    const calls: CommandCall[] = [];
    await sut(['--json', '--url', 'http://localhost:1', 'sessions', 'show', 'main'], async (call) => calls.push(call));
    expect(calls).toMatchObject([{ positionals: ['main'], values: { url: 'http://localhost:1' }, json: true }]);
  });

  it.each([
    [['sesions', 'show'], 'Unknown command sesions (did you mean "sessions"?).'],
    [['config', 'gett'], 'Unknown command config gett (did you mean "config get"?).'],
    [['config'], 'openclaw config needs one of: get, set.'],
    [['sessions', 'show', 'a', '--limt', '3'], 'Unknown option --limt (did you mean "--limit"?).'],
    [['sessions', 'show'], '<key> is missing: openclaw sessions show <key>.'],
    [['--jsn', 'sessions', 'list'], 'Unknown option --jsn (did you mean "--json"?).'],
    [['config', 'get', '--token', 'x'], 'Unknown option --token'],
    [['--versoin'], 'Unknown option --versoin (did you mean "--version"?).'],
  ])('%j is refused on standard error with exit code 2', async (argv, message) => {
    const { code, stdout, stderr } = await sut(argv);
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
    expect(stderr).toContain(`Error: ${message}`);
    expect(stderr).toMatch(/See `openclaw .*--help`\./);
  });
});

describe('runCli: mistakes in values', () => {
  it('name the help of their own command', async () => {
    const { code, stderr } = await sut(
      ['sessions', 'show', 'a', '--limit', 'x'],
      ({ values }) => readCount(values, 'limit') ?? 0,
    );
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('See `openclaw sessions show --help`.');
  });
});

describe('runCli: version', () => {
  it.each(['--version', '-v', '-V'])('%s prints it', async (flag) => {
    const { code, stdout } = await sut([flag]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await sut(['--help'])).stdout).toContain('-v, --version');
  });
});

describe('runCli: help', () => {
  it.each([[[]], [['--help']], [['help']], [['-h']]])('%j lists all commands and loads none', async (argv) => {
    const { code, stdout, loaded } = await sut(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}sessions show +Summary of sessions show\n/);
    expect(stdout).toContain('--token <token>');
    expect(loaded).toEqual([]);
  });

  it.each([[['config', '--help']], [['help', 'config']], [['--help', 'config']]])(
    '%j lists the group',
    async (argv) => {
      const { code, stdout, loaded } = await sut(argv);
      expect(code).toBe(0);
      expect(stdout).toContain('config get');
      expect(stdout).not.toContain('sessions');
      expect(loaded).toEqual([]);
    },
  );

  it.each([[['sessions', 'show', '--help']], [['help', 'sessions', 'show']], [['sessions', 'show', 'x', '-h']]])(
    '%j tells everything about the command and does not run it',
    async (argv) => {
      const { code, stdout } = await sut(argv, () => Promise.reject(new Error('it ran')));
      expect(code).toBe(0);
      expect(stdout).toContain('openclaw sessions show <key> [options]');
      expect(stdout).toContain('-n, --limit <number>');
      expect(stdout).toContain('# the main one');
      expect(stdout).toContain('--url <url>');
    },
  );

  it('does not offer what a command refuses', async () => {
    expect((await sut(['config', 'get', '--help'])).stdout).not.toContain('--token');
  });

  it('of an unknown command says so', async () => {
    expect(await sut(['help', 'confg'])).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('did you mean "config"?'),
    });
  });

  it('tells the version', async () => {
    expect((await sut(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await sut(['--version', '--json'])).stdout)).toEqual({ version: expect.any(String) });
  });
});

describe('runCli: failures', () => {
  const show = ['sessions', 'show', 'main'];
  const failing = (error: unknown) => async () => {
    throw error;
  };
  const missingScope = new ProtocolError({ code: 'FORBIDDEN', message: 'no', details: { code: 'MISSING_SCOPE' } });

  it.each<[string, unknown, number, string]>([
    [
      'a mistake of the user',
      new CliError('bad', { exitCode: exitCodes.unreachable, hint: 'do this' }),
      3,
      'Error: bad\ndo this\n',
    ],
    ['a refusal', new ProtocolError({ code: 'INVALID_REQUEST', message: 'not so' }), 1, 'Error: not so\n'],
    ['a scope that is missing', missingScope, 4, 'Error: no\nThe credential does not allow this; '],
    ['a configuration', new ConfigInvalidError([]), 78, 'Error: Configuration: 0 problems'],
    ['something of the system', new Error('disk full'), 1, 'Error: disk full\n'],
    ['something that is no error', 'text', 1, 'Error: text\n'],
  ])('%s is told on standard error, without a stack', async (_, error, code, text) => {
    const outcome = await sut(show, failing(error));
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr.startsWith(text)).toBe(true);
    expect(outcome.stderr).not.toContain('    at ');
  });

  it('a fault of the program is told with its stack', async () => {
    expect((await sut(show, failing(new TypeError('x is no function')))).stderr).toContain('    at ');
  });

  it('with --json it is one document on standard output', async () => {
    const outcome = await sut(
      [...show, '--json'],
      failing(new CliError('bad', { exitCode: exitCodes.unreachable, hint: 'do this' })),
    );
    expect(outcome).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toEqual({ error: { message: 'bad', code: 'unreachable', hint: 'do this' } });
    const refused = await sut([...show, '--json'], failing(missingScope));
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'MISSING_SCOPE' } });
    const wrong = await sut(['sesions', '--json']);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'usage' } });
  });

  it('--json after -- is no option', async () => {
    expect((await sut(['sesions', '--', '--json'])).stdout).toBe('');
  });
});
