import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CliGateway } from '../support/cli-gateway.js';
import { CuttablePath } from '../support/cuttable-path.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, hangAfter, status, text, toolCall } from '../support/fake-answers.js';
import { builtGateway } from '../support/gateway-build.js';
import { TerminalClient } from '../support/terminal-client.js';

describe('openclaw chat', () => {
  let sut: CliGateway;

  beforeAll(async () => {
    sut = await CliGateway.start();
  });

  beforeEach(() => {
    sut.upstream.reset();
  });

  afterAll(async () => {
    await sut.close();
  });

  it('each line of standard input is a turn of one conversation', async () => {
    sut.upstream.script(text('Noted.'), text('Blue.'));
    const outcome = await sut.run(['chat', '--session-key', 'piped'], 'My colour is blue.\nWhich is it?\n');
    expect(outcome).toEqual({ code: 0, stdout: 'Noted.\nBlue.\n', stderr: '' });
    expect(JSON.stringify(sut.upstream.lastRequest.body)).toContain('My colour is blue.');
  });

  it('answers while more is to come', async () => {
    sut.upstream.script(text('First.'), text('Second.'));
    const running = sut.launch('chat', '--session-key', 'waiting');
    running.write('one\n');
    await eventually(() => running.stdout === 'First.\n');
    running.write('two\n');
    await eventually(() => running.stdout === 'First.\nSecond.\n');
    running.end();
    expect(await running.exit).toMatchObject({ code: 0 });
  });

  it('shows tools on standard error', async () => {
    sut.upstream.script(toolCall('session_status', {}), text('It is noon.'));
    expect(await sut.run(['chat', '-s', 'tools'], 'What time is it?\n')).toEqual({
      code: 0,
      stdout: 'It is noon.\n',
      stderr: '→ session_status\n',
    });
  });

  it('/new, /history, /session and /agent do what they say', async () => {
    sut.upstream.script(text('Noted.'), text('What colour?'), text('Welcome.'));
    const lines = ['My colour is blue.', '/history', '/session', '/new', 'Which is it?', '/agent front-desk', 'Hello'];
    const { code, stdout, stderr } = await sut.run(['chat', '-s', 'commands'], `${lines.join('\n')}\n`);
    expect(code).toBe(0);
    expect(stdout).toBe('Noted.\nYou:\nMy colour is blue.\n\nAgent:\nNoted.\n\nWhat colour?\nWelcome.\n');
    expect(stderr).toMatch(
      /agent:main:commands: 1 turn,[\s\S]*A new conversation begins[\s\S]*Now talking to front-desk/,
    );
    expect(JSON.stringify(sut.upstream.requests[1]?.body)).not.toContain('My colour is blue.');
    expect(await sut.json('sessions', 'list', '--agent', 'front-desk')).toMatchObject({
      sessions: [{ key: 'agent:front-desk:commands' }],
    });
  });

  it('a turn that fails leaves the others alone, and shows in the exit code', async () => {
    sut.upstream.script(status(400), text('Fine.'));
    const outcome = await sut.run(['chat', '-s', 'failing'], 'one\ntwo\n/nonsense\n');
    expect(outcome).toMatchObject({ code: 1, stdout: 'Fine.\n' });
    expect(outcome.stderr.match(/^Error: /gm)).toHaveLength(2);
  });

  it('with --json each turn is a line', async () => {
    sut.upstream.script(text('One.'), status(400));
    const { stdout } = await sut.run(['chat', '-s', 'json', '--json'], 'one\ntwo\n');
    const turns = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(turns).toEqual([
      expect.objectContaining({ status: 'ok' }),
      { error: expect.objectContaining({ message: expect.any(String) }) },
    ]);
  });

  it('Ctrl-C stops the answer and leaves', async () => {
    sut.upstream.script(hangAfter('half '));
    const running = sut.launch('chat', '-s', 'stopped');
    running.write('one\ntwo\n');
    await eventually(() => running.stdout === 'half ');
    running.signal('SIGINT');
    expect(await running.exit).toEqual({ code: 130, signal: null });
    expect(sut.upstream.requests).toHaveLength(1);
    expect(await sut.json('gateway', 'status')).toMatchObject({ runs: { active: 0 } });
  });

  it('an idle chat learns that its gateway is gone', async () => {
    const other = await CliGateway.start();
    const running = other.launch('chat');
    running.write('hello\n');
    await eventually(() => running.stdout === 'ok\n');
    await other.close();
    expect(await running.exit).toMatchObject({ code: 3 });
    expect(running.stderr).toContain('The connection to the gateway was lost');
  });

  it('an agent that is not there is told at once', async () => {
    expect(await sut.run(['chat', '--agent', 'front-dsk'], 'hi\n')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('did you mean "front-desk"?'),
    });
  });
});

describe('openclaw chat on a terminal', () => {
  let gateway: CliGateway;
  let path: CuttablePath;
  let terminal: TerminalClient;

  beforeAll(async () => {
    gateway = await CliGateway.start();
    path = await CuttablePath.to(gateway.gateway.port);
  });

  afterEach(async () => {
    await terminal.close();
    gateway.upstream.reset();
  });

  afterAll(async () => {
    await path.close();
    await gateway.close();
  });

  async function openChat(session: string): Promise<TerminalClient> {
    terminal = await TerminalClient.open({
      program: process.execPath,
      args: [join('bin', 'openclaw.mjs'), 'chat', '--session-key', session],
      directory: builtGateway(),
      environment: {
        PATH: process.env['PATH'] ?? '',
        HOME: gateway.gateway.home,
        ...gateway.env,
        OPENCLAW_GATEWAY_URL: path.url,
      },
    });
    await terminal.shows('main> ');
    return terminal;
  }

  it('goes on in the same session when its connection was cut', async () => {
    gateway.upstream.script(text('Noted.'), text('Blue.'));
    const sut = await openChat('cut');
    await sut.enter('My colour is blue.');
    await sut.shows('Noted.');
    await sut.shows('main> ');
    path.cut();
    await sut.shows('The connection to the gateway was lost');
    await sut.shows('Connected again; the conversation goes on.');
    await sut.shows('main> ');
    await sut.enter('Which is it?');
    await sut.shows('Blue.');
    expect(JSON.stringify(gateway.upstream.lastRequest.body)).toContain('My colour is blue.');
    await sut.enter('/exit');
    expect(await sut.exit).toBe(0);
  });

  it('a message whose answer was lost is shown again and not sent again', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['half ', door, 'whole']), text('Fine.'));
    const sut = await openChat('lost');
    await sut.enter('The first one.');
    await sut.shows('half');
    path.cut();
    await sut.shows('The connection to the gateway was lost');
    await sut.shows('No answer came to this; /history tells whether it is kept:');
    await sut.shows('The first one.');
    await sut.shows('Connected again; the conversation goes on.');
    door.open();
    await sut.enter('And another.');
    await sut.shows('Fine.');
    expect(gateway.upstream.requests.map(({ lastUserText }) => lastUserText)).toEqual([
      'The first one.',
      'And another.',
    ]);
  });

  it('a connection that is cut twice is made again twice', async () => {
    const sut = await openChat('twice');
    for (let cuts = 0; cuts < 2; cuts += 1) {
      path.cut();
      await sut.shows('Connected again; the conversation goes on.');
      await sut.shows('main> ');
    }
    gateway.upstream.script(text('Still here.'));
    await sut.enter('Are you there?');
    await sut.shows('Still here.');
  });
});
