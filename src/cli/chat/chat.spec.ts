import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import { eventually } from '../../../test/support/eventually.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeLink, type FakeMethod, completedRun } from '../../../test/support/fake-link.js';
import { CliError, exitCodes } from '../cli-error.js';
import { Chat } from './chat.js';
import { Conversation } from './conversation.js';
import { LineReader } from './line-reader.js';

const agents = {
  defaultId: 'main',
  agents: [{ id: 'main', name: 'Main', model: { primary: 'fake/model' } }, { id: 'front-desk' }],
};

interface ChatOptions {
  isTTY?: boolean;
  json?: boolean;
  sessionKey?: string;
  methods?: Record<string, FakeMethod>;
  reconnects?: boolean;
}

/** A chat with a gateway that answers `you said <message>`. */
async function sut(options: ChatOptions = {}) {
  const { isTTY = false, json = false, sessionKey = 'main', methods = {}, reconnects = false } = options;
  const captured = capturedTerminal({ isTTY });
  const link = new FakeLink({
    'agents.list': () => agents,
    agent: ({ message }) => completedRun(`you said ${String(message)}`),
    ...methods,
  });
  const remembered: string[] = [];
  const { terminal } = captured;
  const reader = new LineReader(terminal, { history: ['typed before'], onInterrupt: () => chat.interrupt() });
  const conversation = await Conversation.open(link, { sessionKey });
  const parts = { link, conversation, terminal, json, clock: new FakeClock(), reconnects };
  const chat = new Chat({ ...parts, remember: (line) => remembered.push(line) }, reader);
  return { ...captured, link, chat, remembered, exitCode: chat.run() };
}

/** A run that is at work until it is stopped. */
function endlessRun(): Record<string, FakeMethod> {
  const ended = Promise.withResolvers<unknown>();
  return {
    agent: (_, accept) => {
      accept({ runId: 'r', sessionKey: 'agent:main:main', status: 'accepted' });
      return ended.promise;
    },
    'chat.abort': () => ended.reject(new Error('cancelled')),
  };
}

describe('Chat over a pipe', () => {
  it('answers each line, and ends with the input', async () => {
    const { stdin, stdout, stderr, exitCode, link } = await sut();
    stdin.end('one\r\n\ntwo');
    expect(await exitCode).toBe(0);
    expect(stdout()).toBe('you said one\nyou said two\n');
    expect(stderr()).toBe('');
    expect(link.requests.slice(1).map(({ params }) => [params['agentId'], params['sessionKey']])).toEqual([
      ['main', 'main'],
      ['main', 'main'],
    ]);
  });

  it('a turn that fails does not end it, but is told by the exit code', async () => {
    const failing: FakeMethod = ({ message }) => {
      if (message === 'bad') throw new CliError('it failed');
      return completedRun('fine');
    };
    const { stdin, stdout, stderr, exitCode } = await sut({ methods: { agent: failing } });
    stdin.end('bad\ngood\n');
    expect(await exitCode).toBe(exitCodes.failed);
    expect(stdout()).toBe('fine\n');
    expect(stderr()).toBe('Error: it failed\n');
  });

  it('with JSON each turn is a line', async () => {
    const failing: FakeMethod = ({ message }) => {
      if (message === 'bad') throw new CliError('it failed');
      return completedRun('fine');
    };
    const { stdin, stdout, exitCode } = await sut({ json: true, methods: { agent: failing } });
    stdin.end('bad\ngood\n');
    await exitCode;
    const lines = stdout().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { error: { message: 'it failed', code: 'failed' } },
      completedRun('fine'),
    ]);
  });

  it('ends when the gateway is gone, and reads no further', async () => {
    const lost: FakeMethod = () => {
      throw new CliError('gone', { exitCode: exitCodes.unreachable });
    };
    const { stdin, exitCode, link } = await sut({ methods: { agent: lost } });
    stdin.end('one\ntwo\n');
    await expect(exitCode).rejects.toThrow('gone');
    expect(link.requests.filter(({ method }) => method === 'agent')).toHaveLength(1);
  });

  it('commands do what they say', async () => {
    const { stdin, stdout, stderr, exitCode, link } = await sut({
      methods: {
        'sessions.reset': () => ({ ok: true }),
        'sessions.describe': () => ({
          session: { key: 'agent:front-desk:main', turns: 2, bytes: 2_048, updatedAt: 0 },
        }),
        'chat.history': () => ({ messages: [{ role: 'user', content: [{ type: 'text', text: 'earlier' }] }] }),
      },
    });
    stdin.end('/new\n/agent front-desk\n/session\n/history 4\n/abort\n/help\nhi\n/exit\nnot read\n');
    expect(await exitCode).toBe(0);
    const asked = link.requests.map(({ method, params: { idempotencyKey: _, ...params } }) => [method, params]);
    expect(asked).toEqual([
      ['agents.list', {}],
      ['sessions.reset', { key: 'main', agentId: 'main' }],
      ['sessions.describe', { key: 'main', agentId: 'front-desk' }],
      ['chat.history', { sessionKey: 'main', agentId: 'front-desk', limit: 4 }],
      ['agent', { message: 'hi', agentId: 'front-desk', sessionKey: 'main' }],
    ]);
    expect(stdout()).toBe('You:\nearlier\n\nyou said hi\n');
    expect(stderr()).toContain('agent:front-desk:main: 2 turns, 2.0 kB');
    expect(stderr()).toContain('/history [n]');
  });

  it('an unknown agent or command is a mistake with a hint', async () => {
    const { stdin, stderr, exitCode } = await sut();
    stdin.end('/agent front-dsk\n/hlep\n');
    expect(await exitCode).toBe(exitCodes.failed);
    expect(stderr()).toContain('There is no agent front-dsk (did you mean "front-desk"?)');
    expect(stderr()).toContain('did you mean "/help"?');
  });

  it('/abort in a script does not reach back to an answer before it', async () => {
    const { stdin, stdout, exitCode } = await sut();
    stdin.end('one\n/abort\n');
    expect(await exitCode).toBe(0);
    expect(stdout()).toBe('you said one\n');
  });

  it('a whole session key chooses its agent, which then cannot be changed', async () => {
    const { stdin, stderr, exitCode, link } = await sut({ sessionKey: 'agent:front-desk:visitor' });
    stdin.end('/agent main\nhi\n');
    await exitCode;
    expect(link.requests.at(-1)?.params).toMatchObject({
      agentId: 'front-desk',
      sessionKey: 'agent:front-desk:visitor',
    });
    expect(stderr()).toContain('The session belongs to one agent');
  });

  it('an interruption stops the answer and leaves', async () => {
    const { stdin, exitCode, link, chat } = await sut({ methods: endlessRun() });
    stdin.write('one\ntwo\n');
    await eventually(() => link.requests.length === 2);
    chat.leave();
    expect(await exitCode).toBe(exitCodes.interrupted);
    expect(link.requests.map(({ method }) => method)).toEqual(['agents.list', 'agent', 'chat.abort']);
  });
});

describe('Chat on a terminal', () => {
  const ctrlC = '\u0003';

  it('asks with the name of the agent, and remembers what was typed', async () => {
    const { stdin, stdout, stderr, exitCode, remembered } = await sut({ isTTY: true });
    await eventually(() => stderr().includes('main> '));
    stdin.write('hello\r');
    await eventually(() => stdout().includes('you said hello'));
    stdin.write('\u0004');
    expect(await exitCode).toBe(0);
    expect(remembered).toEqual(['hello']);
  });

  it('offers with an arrow key what was typed in an earlier chat', async () => {
    const { stdin, stdout, stderr, exitCode } = await sut({ isTTY: true });
    await eventually(() => stderr().includes('main> '));
    stdin.write('\u001b[A\r');
    await eventually(() => stdout().includes('you said typed before'));
    stdin.write('/exit\r');
    expect(await exitCode).toBe(0);
  });

  it.each([ctrlC, '/abort\r'])('%j stops the answer, and the chat goes on', async (typed) => {
    const { stdin, stderr, exitCode, link } = await sut({ isTTY: true, methods: endlessRun() });
    stdin.write('hello\r');
    await eventually(() => link.requests.length === 2);
    stdin.write(typed);
    await eventually(() => stderr().includes('The run was stopped.'));
    stdin.write('/exit\r');
    expect(await exitCode).toBe(0);
    expect(link.requests.at(-1)?.method).toBe('chat.abort');
  });

  it('what is typed while an answer is written waits for its turn', async () => {
    const first = Promise.withResolvers<unknown>();
    const answers = [first.promise, Promise.resolve(completedRun('second'))];
    const { stdin, stdout, exitCode, link } = await sut({ isTTY: true, methods: { agent: () => answers.shift() } });
    stdin.write('one\r');
    await eventually(() => link.requests.length === 2);
    stdin.write('two\r/exit\r');
    first.resolve(completedRun('first'));
    expect(await exitCode).toBe(0);
    expect(stdout()).toBe('first\nsecond\n');
  });

  it('where the link mends itself, a lost turn is told with what was said, and the chat goes on', async () => {
    const losing: FakeMethod = ({ message }) => {
      if (message === 'one') throw new CliError('gone', { exitCode: exitCodes.unreachable });
      return completedRun('fine');
    };
    const { stdin, stdout, stderr, exitCode } = await sut({
      isTTY: true,
      reconnects: true,
      methods: { agent: losing },
    });
    stdin.write('one\r');
    await eventually(() => stderr().includes('No answer came to this; /history tells whether it is kept:\none\n'));
    stdin.write('two\r');
    await eventually(() => stdout().includes('fine'));
    stdin.write('/exit\r');
    expect(await exitCode).toBe(0);
  });

  it('Ctrl-C twice leaves, and once does not', async () => {
    const { stdin, stderr, stdout, exitCode } = await sut({ isTTY: true });
    await eventually(() => stderr().includes('main> '));
    stdin.write(ctrlC);
    await eventually(() => stderr().includes('Press Ctrl-C again to leave.'));
    stdin.write('hello\r');
    await eventually(() => stdout().includes('you said hello'));
    stdin.write(ctrlC);
    await eventually(() => stderr().split('Press Ctrl-C again').length === 3);
    stdin.write(ctrlC);
    expect(await exitCode).toBe(exitCodes.interrupted);
  });
});
