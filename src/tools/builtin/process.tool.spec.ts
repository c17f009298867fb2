import { beforeEach, describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeCommandRunner } from '../../../test/support/fake-command-runner.js';
import { scopeOf } from '../../../test/support/local-commands.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import { WorkspaceLocator } from '../../workspace/workspace-locator.service.js';
import { CommandAvailability } from '../commands/command-availability.service.js';
import { BackgroundCommands } from '../commands/background-commands.service.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import { ProcessTool } from './process.tool.js';

describe(ProcessTool.name, () => {
  let runner: FakeCommandRunner;
  let clock: FakeClock;
  let background: BackgroundCommands;
  let sut: ProcessTool;

  function start(command: string, { agentId = 'main', seconds = 3_600, maxRunning = 8 } = {}): Promise<string> {
    return background.start({ command, files: scopeOf('/w'), publicMode: false, agentId, seconds, maxRunning });
  }

  async function ask(args: Parameters<ProcessTool['run']>[0], agentId = 'main'): Promise<string> {
    const { content, isError } = await sut.run(args, toolContext({ agent: resolvedAgent({ id: agentId }) }));
    return (isError ? 'error: ' : '') + textOf({ role: 'tool', callId: '', content });
  }

  beforeEach(() => {
    runner = new FakeCommandRunner();
    clock = new FakeClock();
    background = new BackgroundCommands(runner, clock);
    const availability = new CommandAvailability(runner, new WorkspaceLocator('/home/planted', '/var/planted'));
    sut = new ProcessTool(background, availability);
  });

  it('F6: is for the owner only', () => {
    expect([sut.ownerOnly, sut.group]).toEqual([true, 'runtime']);
  });

  it('is there for agents that can run commands or have some running', async () => {
    await start('dev');
    runner.confinementNow = { kind: 'refused', message: 'Commands need the sandbox.' };
    expect(await sut.unavailable(resolvedAgent())).toBeUndefined();
    expect(await sut.unavailable(resolvedAgent({ id: 'other' }))).toBe('Commands need the sandbox.');
  });

  it('lists the commands with their state', async () => {
    expect(await ask({ action: 'list' })).toBe('There are no background commands.');
    await start('npm run\n  dev');
    await clock.advance(12_000);
    await start('x'.repeat(500));
    runner.commands[1].end({ kind: 'exited', code: 1 });
    await clock.advance(0);
    expect(await ask({ action: 'list' })).toBe(
      `cmd_1  [running for 12 s]  npm run dev\ncmd_2  [exit code 1]  ${'x'.repeat(100)}`,
    );
  });

  it('gives new output once, with the state', async () => {
    const id = await start('npm run dev');
    runner.commands[0].print('\u001b[1mlistening\u001b[0m\n');
    expect(await ask({ action: 'poll', id })).toBe('listening\n[running for 0 s]');
    expect(await ask({ action: 'poll', id })).toBe('(no new output)\n[running for 0 s]');
    runner.commands[0].print('bye\n');
    runner.commands[0].end();
    await clock.advance(0);
    expect(await ask({ action: 'poll', id })).toBe('bye\n[exit code 0]');
    expect(await ask({ action: 'poll', id })).toBe('(no new output)\n[exit code 0]');
  });

  it('L3: keeps a bounded part of what was printed between two polls', async () => {
    const id = await start('yes');
    for (let count = 0; count < 100; count++) runner.commands[0].print('y'.repeat(10_000));
    const text = await ask({ action: 'poll', id });
    expect(text).toContain('[… 952000 characters left out …]');
    expect(text.length).toBeLessThan(50_000);
  });

  it('ends a command and says how it went', async () => {
    const id = await start('npm run dev');
    const answer = ask({ action: 'kill', id });
    expect(runner.commands[0].stops).toBe(1);
    runner.commands[0].print('bye');
    runner.commands[0].end({ kind: 'killed', signal: 'SIGTERM' });
    expect(await answer).toBe('bye\n[killed by SIGTERM]');
  });

  it('ends a command by itself after its time, an hour at most', async () => {
    const short = await start('a', { seconds: 5 });
    await start('b', { seconds: 99_999 });
    await clock.advance(5_000);
    expect(runner.commands.map(({ stops }) => stops)).toEqual([1, 0]);
    runner.commands[0].end({ kind: 'killed', signal: 'SIGTERM' });
    await clock.advance(3_600_000);
    expect(runner.commands.map(({ stops }) => stops)).toEqual([1, 1]);
    expect(await ask({ action: 'poll', id: short })).toContain('[stopped after 5 s]');
  });

  it('shows no agent the commands of another', async () => {
    const id = await start('secret work');
    expect(await ask({ action: 'list' }, 'other')).toBe('There are no background commands.');
    for (const action of ['poll', 'kill'] as const)
      expect(await ask({ action, id }, 'other')).toMatch(/^error: There is no/);
    expect(runner.commands[0].stops).toBe(0);
  });

  it.each<Parameters<ProcessTool['run']>[0]>([
    { action: 'poll' },
    { action: 'kill' },
    { action: 'poll', id: 'cmd_9' },
    { action: 'kill', id: '__proto__' },
  ])('says what is wrong with %j', async (args) => {
    expect(await ask(args)).toMatch(/^error: .*list shows/);
  });

  it('counts a command from the moment it is asked for, and no longer than it runs', async () => {
    const started = await Promise.allSettled(['a', 'b', 'c'].map((command) => start(command, { maxRunning: 2 })));
    expect(started.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    runner.commands[0].end();
    await clock.advance(0);
    await start('d', { maxRunning: 2 });
    await start('e', { agentId: 'other', maxRunning: 1 });
    expect(runner.commands).toHaveLength(4);
  });

  it('does not count a command that was refused', async () => {
    runner.failure = new CommandRefusedError('no');
    await expect(start('a', { maxRunning: 1 })).rejects.toThrow('no');
    runner.failure = undefined;
    await start('b', { maxRunning: 1 });
    expect(await ask({ action: 'list' })).toBe('cmd_2  [running for 0 s]  b');
  });

  it('forgets the oldest ended commands', async () => {
    for (let count = 0; count < 20; count++) {
      await start(`echo ${count}`);
      runner.commands[count].end();
      await clock.advance(0);
    }
    await start('last');
    const lines = (await ask({ action: 'list' })).split('\n');
    expect([lines.length, lines[0]]).toEqual([17, 'cmd_5  [exit code 0]  echo 4']);
  });
});
