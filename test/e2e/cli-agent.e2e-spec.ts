import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CliGateway } from '../support/cli-gateway.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, hangAfter, status, text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { freePorts } from '../support/free-ports.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();

describe('openclaw agent', () => {
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

  const lastMessages = (): string => JSON.stringify(sut.upstream.lastRequest.body['messages']);

  it('prints the answer, and nothing else', async () => {
    sut.upstream.script(text('The answer.'));
    expect(await sut.run(['agent', '--message', 'The question?'])).toEqual({
      code: 0,
      stdout: 'The answer.\n',
      stderr: '',
    });
    expect(lastMessages()).toContain('The question?');
  });

  it('goes on with the same session, and with another under another key', async () => {
    sut.upstream.script(text('Noted.'), text('Blue.'), text('What colour?'));
    await sut.run(['agent', '-m', 'My colour is blue.', '-s', 'colours']);
    await sut.run(['agent', '-m', 'Which is it?', '--session-key', 'agent:main:colours']);
    expect(lastMessages()).toContain('My colour is blue.');
    await sut.run(['agent', '-m', 'Which is it?', '-s', 'others']);
    expect(lastMessages()).not.toContain('My colour is blue.');
  });

  it('reads the message from standard input', async () => {
    const { code } = await sut.run(['agent', '--message', '-'], 'first line\nsecond line\n');
    expect(code).toBe(0);
    expect(lastMessages()).toContain('first line\\nsecond line"');
  });

  it('an empty standard input is a mistake', async () => {
    expect(await sut.run(['agent', '--message', '-'], '\n')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there was nothing'),
    });
  });

  it('with --json prints what the gateway said', async () => {
    sut.upstream.script(text('The answer.'));
    expect(await sut.json('agent', '--message', 'hi', '--agent', 'front-desk')).toMatchObject({
      runId: expect.any(String),
      status: 'ok',
      result: { payloads: [{ text: 'The answer.' }], meta: { agentMeta: { provider: 'fake', model: 'model' } } },
    });
  });

  it('with --stream prints while the answer is written', async () => {
    const door = gate();
    sut.upstream.script(chunks(['Hel', 'lo, ', door, 'you.']));
    const running = sut.launch('agent', '--message', 'hi', '--stream', '--session-key', 'stream');
    await eventually(() => running.stdout === 'Hello, ');
    door.open();
    expect(await running.exit).toMatchObject({ code: 0 });
    expect(running.stdout).toBe('Hello, you.\n');
  });

  it('two at once do not mix their answers', async () => {
    const doors = [gate(), gate()];
    sut.upstream.handler = (request) => {
      const [which = ''] = /one|two/.exec(request.lastUserText) ?? [];
      return chunks([`${which} `, doors[which === 'one' ? 0 : 1] ?? gate(), which]);
    };
    const one = sut.launch('agent', '-m', 'one', '--stream', '-s', 'one');
    const two = sut.launch('agent', '-m', 'two', '--stream', '-s', 'two');
    await eventually(() => one.stdout !== '' && two.stdout !== '');
    doors.forEach((door) => door.open());
    await Promise.all([one.exit, two.exit]);
    expect([one.stdout, two.stdout]).toEqual(['one one\n', 'two two\n']);
  });

  it('sends files along', async () => {
    const path = join(scratch, 'note.md');
    writeFileSync(path, 'written in the note');
    expect(await sut.run(['agent', '-m', 'What is in it?', '--file', path, '-f', path])).toMatchObject({ code: 0 });
    expect(lastMessages().split('written in the note')).toHaveLength(3);
    expect(lastMessages()).toContain('note.md');
  });

  it('a file that is not there is told before anything is asked', async () => {
    const outcome = await sut.run(['agent', '-m', 'hi', '--file', join(scratch, 'absent.md')]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('absent.md cannot be read') });
    expect(sut.upstream.requests).toEqual([]);
  });

  it('asks as the owner or as somebody else', async () => {
    const toolsOf = (body: Record<string, unknown>): string => JSON.stringify(body['tools'] ?? []);
    await sut.run(['agent', '-m', 'hi', '-s', 'a-stranger', '--no-owner']);
    expect(toolsOf(sut.upstream.lastRequest.body)).not.toContain('"write"');
    await sut.run(['agent', '-m', 'hi', '-s', 'the-owner', '--owner']);
    expect(toolsOf(sut.upstream.lastRequest.body)).toContain('"write"');
  });

  it('a run that fails says why, with exit code 1', async () => {
    sut.upstream.script(status(400, { message: 'no such thing' }));
    const outcome = await sut.run(['agent', '--message', 'hi']);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/^Error: .+\n$/);
    sut.upstream.script(status(400));
    const json = await sut.run(['agent', '--message', 'hi', '--json']);
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { message: expect.any(String), code: expect.any(String) } });
  });

  it('a run that takes longer than --timeout is ended', async () => {
    sut.upstream.script(hangAfter('so '));
    const outcome = await sut.run(['agent', '-m', 'hi', '--timeout', '1', '-s', 'slow']);
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(/1 s/) });
  });

  it('Ctrl-C stops the run at the gateway', async () => {
    sut.upstream.script(hangAfter('half '));
    const running = sut.launch('agent', '-m', 'hi', '--stream', '-s', 'stopped');
    await eventually(() => running.stdout === 'half ');
    running.signal('SIGINT');
    expect(await running.exit).toEqual({ code: 130, signal: null });
    expect(running).toMatchObject({ stdout: 'half \n', stderr: 'The run was stopped.\n' });
    expect(await sut.json('gateway', 'status')).toMatchObject({ runs: { active: 0 } });
  });

  it('a run whose answer nobody reads any more is stopped, without a word', async () => {
    const door = gate();
    sut.upstream.script(chunks(['first ', door, 'second ', gate()]));
    const running = sut.launch('agent', '-m', 'hi', '--stream', '-s', 'unread');
    await eventually(() => running.stdout === 'first ');
    running.stopReading();
    door.open();
    expect(await running.exit).toEqual({ code: 0, signal: null });
    expect(running.stderr).toBe('');
    expect(await sut.json('gateway', 'status')).toMatchObject({ runs: { active: 0 } });
  });

  it('a gateway that is stopped meanwhile is told', async () => {
    const other = await CliGateway.start();
    other.upstream.script(hangAfter('half '));
    const running = other.launch('agent', '-m', 'hi', '--stream');
    await eventually(() => running.stdout === 'half ');
    await other.close();
    expect(await running.exit).toMatchObject({ code: 3 });
    expect(running.stderr).toContain('The connection to the gateway was lost');
  });

  it('uses tools', async () => {
    sut.upstream.script(toolCall('session_status', {}), text('It is noon.'));
    expect(await sut.run(['agent', '-m', 'What time is it?', '-s', 'tools'])).toEqual({
      code: 0,
      stdout: 'It is noon.\n',
      stderr: '',
    });
  });

  it.each([
    [['agent'], '--message is missing'],
    [['agent', '--message', ''], '--message is empty'],
    [['agent', '-m', 'hi', '--owner', '--no-owner'], 'exclude each other'],
    [['agent', '-m', 'hi', '--json', '--stream'], 'exclude each other'],
    [['agent', '-m', 'hi', '--timeout', 'soon'], '--timeout must be a whole number'],
    [['agent', '-m', 'hi', '--local', '--url', 'http://127.0.0.1:1'], '--local and --url exclude each other'],
    [['agent', 'hi'], 'takes no operand'],
  ])('%j is refused', async (args, problem) => {
    const outcome = await sut.run(args);
    expect(outcome.stderr + outcome.stdout).toContain(problem);
    expect(outcome.code).toBe(2);
    expect(sut.upstream.requests).toEqual([]);
  });

  it('an agent that is not there is told by the gateway', async () => {
    expect(await sut.run(['agent', '-m', 'hi', '--agent', 'nobody'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no agent 'nobody'"),
    });
  });
});

const writeLocal = (name: string, baseUrl: string): string => {
  const path = join(scratch, name);
  const fake = { baseUrl, maxRetries: 1, apiKey: 'not-a-real-key', models: [{ id: 'model' }] };
  const configuration = { models: { providers: { fake } }, agents: { defaults: { model: 'fake/model' } } };
  writeFileSync(path, JSON.stringify(configuration));
  return path;
};

describe('openclaw agent --local', () => {
  it('runs the agent without a gateway, and keeps the session', async () => {
    const upstream = await FakeUpstream.start();
    const path = writeLocal('local.json5', upstream.baseUrl);
    const [home, env] = [join(scratch, 'local-home'), { OPENCLAW_CONFIG_PATH: path }];
    const local = (...args: string[]) => runOpenclaw([...args, '--local'], { home, env });
    upstream.script(text('Noted.'), text('Blue.'));
    expect(await local('agent', '-m', 'My colour is blue.')).toEqual({ code: 0, stdout: 'Noted.\n', stderr: '' });
    expect(await local('agent', '-m', 'Which is it?', '--stream')).toEqual({ code: 0, stdout: 'Blue.\n', stderr: '' });
    expect(JSON.stringify(upstream.lastRequest.body)).toContain('My colour is blue.');
    await upstream.close();
  });

  it('asks a model that is busy again, and goes on running while it waits', async () => {
    const upstream = await FakeUpstream.start();
    const path = writeLocal('busy.json5', upstream.baseUrl);
    upstream.script(status(503), text('After a while.'));
    expect(await runOpenclaw(['agent', '-m', 'hi', '--local'], { env: { OPENCLAW_CONFIG_PATH: path } })).toEqual({
      code: 0,
      stdout: 'After a while.\n',
      stderr: '',
    });
    await upstream.close();
  });

  it('a model that cannot be reached is told after the last attempt, also to `chat` and as JSON', async () => {
    const [port] = await freePorts(1);
    const env = { OPENCLAW_CONFIG_PATH: writeLocal('nobody.json5', `http://127.0.0.1:${port}/v1`) };
    const outcome = await runOpenclaw(['agent', '-m', 'hi', '--local'], { env });
    expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^Error: .+\n$/) });
    const json = await runOpenclaw(['agent', '-m', 'hi', '--local', '--json'], { env });
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { message: expect.any(String) } });
    const chatted = await runOpenclaw(['chat', '--local'], { env, input: 'hi\n' });
    expect(chatted).toMatchObject({ code: 1, stderr: expect.not.stringContaining('top-level await') });
  });

  it('a configuration that cannot be used is exit code 78', async () => {
    const path = join(scratch, 'broken.json5');
    writeFileSync(path, '{ gateway: { prt: 1 } }');
    const outcome = await runOpenclaw(['agent', '-m', 'hi', '--local'], { env: { OPENCLAW_CONFIG_PATH: path } });
    expect(outcome).toMatchObject({ code: 78, stdout: '', stderr: expect.stringContaining('did you mean "port"?') });
  });
});
