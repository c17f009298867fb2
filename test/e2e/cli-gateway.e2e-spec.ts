import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CliGateway } from '../support/cli-gateway.js';
import { eventually } from '../support/eventually.js';
import { text, toolCall } from '../support/fake-answers.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { freePorts } from '../support/free-ports.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();

describe('openclaw gateway run', () => {
  it('runs a gateway like `npm start`, which the command line of the same user finds by itself', async () => {
    const [port = 0] = await freePorts(1);
    const command = [process.execPath, join('bin', 'openclaw.mjs'), 'gateway', 'run', '--port', String(port)];
    const gateway = await GatewayProcess.start({ command });
    expect(gateway.port).toBe(port);
    const env = { OPENCLAW_STATE_DIR: gateway.stateDir, OPENCLAW_GATEWAY_PORT: String(port) };
    const answer = await runOpenclaw(['agent', '--message', 'Hello', '--json'], { home: gateway.home, env });
    expect(JSON.parse(answer.stdout)).toMatchObject({ status: 'ok' });
    gateway.signal('SIGINT');
    expect(await gateway.exit).toMatchObject({ code: 0 });
    expect(gateway.stderr).toContain('Stopped.');
  });

  it('a port that is none is exit code 78, and one that is taken 1', async () => {
    const wrong = await runOpenclaw(['gateway', 'run', '--port', '99999']);
    expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining('--port') });
    const gateway = await GatewayProcess.start();
    const taken = await runOpenclaw(['gateway', 'run', '--port', String(gateway.port)]);
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('the port is taken') });
  });

  it('takes no address', async () => {
    expect(await runOpenclaw(['gateway', 'run', '--url', 'http://127.0.0.1:1'])).toMatchObject({ code: 2 });
  });
});

describe('commands that ask a gateway', () => {
  let sut: CliGateway;

  beforeAll(async () => {
    sut = await CliGateway.start();
    sut.upstream.script(toolCall('session_status', {}), text('It is *noon*.'), text('Fine.'), text('Welcome.'));
    await sut.run(['agent', '-m', 'What time is it?']);
    await sut.run(['agent', '-m', 'How are you?']);
    await sut.run(['agent', '-m', 'Hello', '--agent', 'front-desk', '-s', 'visitor']);
  });

  afterAll(async () => {
    await sut.close();
  });

  it('gateway status', async () => {
    const { code, stdout } = await sut.run(['gateway', 'status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Running at http:\/\/127\.0\.0\.1:\d+\nVersion: +\d/);
    expect(await sut.json('gateway', 'status')).toMatchObject({
      reachable: true,
      url: sut.gateway.url,
      scopes: ['operator.read', 'operator.write', 'operator.admin'],
      runs: { active: 0, finished: 3 },
      agents: 2,
      sessions: 2,
      connections: 0,
    });
  });

  it('gateway health', async () => {
    expect(await sut.run(['gateway', 'health'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Healthy\n/),
    });
    expect(await sut.json('gateway', 'health')).toMatchObject({ ok: true, defaultAgentId: 'main' });
  });

  it('gateway call', async () => {
    const call = (...args: string[]) => sut.run(['gateway', 'call', ...args]);
    const listed = await call('sessions.list', '--params', '{"limit": 1}');
    expect(JSON.parse(listed.stdout)).toMatchObject({ count: 1, total: 2 });
    const piped = await sut.run(['gateway', 'call', 'sessions.list', '--params', '-'], "{agentId: 'front-desk'}");
    expect(JSON.parse(piped.stdout)).toMatchObject({ total: 1 });
    const run = await call('agent', '--params', '{"message":"hi","idempotencyKey":"call-1","sessionKey":"called"}');
    expect(JSON.parse(run.stdout)).toMatchObject({ runId: 'call-1', status: 'ok' });
    expect(await call('no.such')).toMatchObject({ code: 1, stderr: 'Error: unknown method: no.such\n' });
    expect(await call('sessions.list', '--params', '{')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--params is no JSON and no JSON5'),
    });
    expect(await call('sessions.list', '--params', '{"limit": -1}')).toMatchObject({ code: 1 });
  });

  it('agents list', async () => {
    const { stdout } = await sut.run(['agents', 'list']);
    expect(stdout).toMatch(
      /^ID +NAME +MODEL\nmain +\S+ +fake\/model +default\nfront-desk +\S+ +fake\/model +public\n$/,
    );
    expect(await sut.json('agents', 'list')).toMatchObject({ defaultId: 'main' });
  });

  it('models list and models probe', async () => {
    const { stdout } = await sut.run(['models', 'list']);
    expect(stdout).toMatch(/^MODEL +CONTEXT +INPUT\n/);
    expect(stdout).toContain('fake/model');
    expect(await sut.json('models', 'list')).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ ref: 'fake/model' })]),
    });
    const probed = await sut.run(['models', 'probe', 'fake/model', 'nobody/nothing']);
    expect(probed.code).toBe(1);
    expect(probed.stdout).toMatch(/fake\/model +ok +\d+ ms\nnobody\/nothing +failed +\d+ ms +\S/);
    expect(await sut.json('models', 'probe', 'fake/model')).toMatchObject({
      results: [{ ref: 'fake/model', ok: true }],
    });
  });

  it('sessions list', async () => {
    const { stdout } = await sut.run(['sessions', 'list', '--search', 'visitor']);
    expect(stdout).toMatch(
      /^KEY +TURNS +SIZE +LAST USED\nagent:front-desk:visitor +1 +\S+ \S+ +\d{4}-\d\d-\d\d \d\d:\d\d\n$/,
    );
    const limited = await sut.run(['sessions', 'list', '--limit', '1']);
    expect(limited.stderr).toMatch(/^and \d more; /);
    const none = await sut.run(['sessions', 'list', '--search', 'nothing-like-it']);
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'No session is kept here.\n' });
    expect(await sut.json('sessions', 'list', '--agent', 'front-desk')).toMatchObject({ total: 1 });
  });

  it('sessions show', async () => {
    const { stdout } = await sut.run(['sessions', 'show', 'main']);
    expect(stdout).toMatch(/^You:\nWhat time is it\?\n\nAgent:\n\[calls session_status \{\}\]\n\nTool:\n/);
    expect(stdout).toContain('Agent:\nIt is *noon*.\n');
    const last = await sut.run(['sessions', 'show', 'agent:main:main', '--limit', '1']);
    expect(last.stdout).toBe('You:\nHow are you?\n\nAgent:\nFine.\n\n');
    expect(last.stderr).toContain('1 earlier turn is left out');
    expect(await sut.json('sessions', 'show', 'visitor', '--agent', 'front-desk')).toMatchObject({ total: 1 });
    expect(await sut.run(['sessions', 'show', 'absent'])).toMatchObject({ code: 1 });
  });

  it('sessions export', async () => {
    const path = join(scratch, 'main.json');
    const exporting = (...args: string[]) => sut.run(['sessions', 'export', 'main', ...args]);
    expect(await exporting('--output', path)).toMatchObject({ code: 0, stdout: expect.stringContaining('2 turns') });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      key: 'agent:main:main',
      session: { turns: 2 },
      turns: [{ messages: expect.any(Array) }, { messages: expect.any(Array) }],
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse((await exporting()).stdout)).toEqual(JSON.parse(readFileSync(path, 'utf8')));
    const markdown = await exporting('--format', 'markdown');
    expect(markdown.stdout).toMatch(/^# Session agent:main:main\n\n## \d{4}-/);
    writeFileSync(path, 'mine');
    expect(await exporting('--output', path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists already'),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await exporting('--output', join(scratch, 'no', 'directory'))).toMatchObject({ code: 1 });
    expect(await exporting('--format', 'pdf')).toMatchObject({ code: 2 });
  });

  it.each(['reset', 'delete'])('sessions %s wants to be confirmed', async (change) => {
    await sut.run(['agent', '-m', 'Hello', '-s', 'confirmed']);
    const unconfirmed = await sut.run(['sessions', change, 'confirmed'], 'y\n');
    expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --yes') });
    expect(await sut.json('sessions', 'show', 'confirmed')).toMatchObject({ turns: [expect.anything()] });
    await sut.run(['sessions', 'delete', 'confirmed', '--yes']);
  });

  it('sessions reset lets a conversation begin anew', async () => {
    await sut.run(['agent', '-m', 'My colour is blue.', '-s', 'anew']);
    expect(await sut.run(['sessions', 'reset', 'anew', '--yes'])).toMatchObject({
      code: 0,
      stdout: 'Began anew: agent:main:anew\n',
    });
    await sut.run(['agent', '-m', 'Which is it?', '-s', 'anew']);
    expect(JSON.stringify(sut.upstream.lastRequest.body)).not.toContain('My colour is blue.');
  });

  it('a session without turns since its reset says so', async () => {
    await sut.run(['agent', '-m', 'Hello', '-s', 'emptied']);
    await sut.run(['sessions', 'reset', 'emptied', '--yes']);
    const why = 'Nothing since it was reset; 1 earlier turn is stored until it is deleted.\n';
    expect(await sut.run(['sessions', 'show', 'emptied'])).toEqual({ code: 0, stdout: '', stderr: why });
    const exported = await sut.run(['sessions', 'export', 'emptied']);
    expect(exported).toMatchObject({ code: 0, stderr: why });
    expect(JSON.parse(exported.stdout)).toMatchObject({ turns: [] });
    const chat = await sut.run(['chat', '-s', 'emptied'], '/history\n');
    expect(chat).toMatchObject({ code: 0, stderr: 'Nothing has been said in this conversation yet.\n' });
    await sut.run(['sessions', 'delete', 'emptied', '--yes']);
  });

  it.each(['show', 'export', 'reset', 'delete'])(
    'sessions %s of one that is not there has one code',
    async (command) => {
      const flags = ['reset', 'delete'].includes(command) ? ['--yes'] : [];
      const { code, stdout } = await sut.run(['sessions', command, 'absent', '--json', ...flags]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'session_not_found' } });
    },
  );

  it('sessions delete removes it', async () => {
    await sut.run(['agent', '-m', 'Hello', '-s', 'gone']);
    expect(await sut.json('sessions', 'delete', 'gone', '-y')).toMatchObject({ key: 'agent:main:gone', deleted: true });
    expect(await sut.json('sessions', 'list', '--search', 'gone')).toMatchObject({ total: 0 });
    expect(await sut.run(['sessions', 'delete', 'gone', '-y'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Error: There is no session agent:main:gone.\n'),
    });
  });

  it('logs', async () => {
    const { stdout } = await sut.run(['logs', '--limit', '5']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\S+ info +\S/m);
    expect(await sut.json('logs', '--limit', '2')).toMatchObject({ lines: [expect.any(String), expect.any(String)] });
  });

  it('logs --follow goes on until Ctrl-C', async () => {
    const following = sut.launch('logs', '--follow', '--limit', '1', '--json');
    await eventually(() => following.stdout !== '');
    await sut.run(['agents', 'list']);
    await eventually(() => following.stdout.trimEnd().split('\n').length > 1);
    following.signal('SIGINT');
    expect(await following.exit).toEqual({ code: 130, signal: null });
    for (const line of following.stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  });

  it('completion prints a script that the shell reads', async () => {
    const { code, stdout } = await sut.run(['completion', 'bash']);
    expect(code).toBe(0);
    expect(stdout).toContain('complete -o default -F _openclaw openclaw');
    expect(await runOpenclaw(['completion', 'bsh'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean "bash"?'),
    });
  });
});
