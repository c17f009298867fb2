import { beforeEach, describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeCommandRunner } from '../../../test/support/fake-command-runner.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { ModelReadableError } from '../../common/model-readable.error.js';
import { textOf } from '../../common/conversation.js';
import { ExecConfig, ToolsConfig } from '../../config/tools.config.js';
import { ArgumentChecker } from '../execution/argument-checker.js';
import { WorkspaceLocator } from '../../workspace/workspace-locator.service.js';
import { CommandAvailability } from '../commands/command-availability.service.js';
import { BackgroundCommands } from '../commands/background-commands.service.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type { ToolContext, ToolResult } from '../tool.port.js';
import { ExecTool } from './exec.tool.js';

function shown({ content, isError = false }: ToolResult): { text: string; isError: boolean } {
  return { text: textOf({ role: 'tool', callId: '', content }), isError };
}

describe(ExecTool.name, () => {
  let runner: FakeCommandRunner;
  let clock: FakeClock;
  let sut: ExecTool;

  function create(exec: Partial<ExecConfig> = {}): void {
    const current = Object.assign(new ToolsConfig(), { exec: Object.assign(new ExecConfig(), exec) });
    const background = new BackgroundCommands(runner, clock);
    const availability = new CommandAvailability(runner, new WorkspaceLocator('/home/planted', '/var/planted'));
    sut = new ExecTool(runner, background, { current, onChange: () => () => undefined }, clock, availability);
  }

  /** Starts a call and waits until its command has been started. */
  async function start(args: Parameters<ExecTool['run']>[0], overrides: Partial<ToolContext> = {}) {
    const result = sut.run(args, toolContext({ isOwner: true, ...overrides })).then(shown);
    await new Promise((resolve) => setImmediate(resolve));
    return { result, command: runner.commands[runner.commands.length - 1] };
  }

  beforeEach(() => {
    runner = new FakeCommandRunner();
    clock = new FakeClock();
    create();
  });

  it('F6: is for the owner only, and may change anything', () => {
    expect([sut.ownerOnly, sut.sideEffects, sut.group]).toEqual([true, true, 'runtime']);
  });

  it('gives output and exit code', async () => {
    const { result, command } = await start({ command: 'make' });
    command.print('\u001b[32mbuilt\u001b[0m\r\n');
    command.end();
    expect(await result).toEqual({ text: 'built\n[exit code 0]', isError: false });
    expect(command.request).toMatchObject({ command: 'make', publicMode: false });
    expect(clock.waiting).toBe(0);
  });

  it.each([
    [{ kind: 'exited', code: 2 } as const, 'oh\n[exit code 2]'],
    [{ kind: 'killed', signal: 'SIGSEGV' } as const, 'oh\n[killed by SIGSEGV]'],
    [{ kind: 'failed' } as const, 'oh\n[the sandbox could not be set up, so the command did not run]'],
  ])('a command that failed is an error with its output: %j', async (end, text) => {
    const { result, command } = await start({ command: 'make' });
    command.print('oh\n');
    command.end(end);
    expect(await result).toEqual({ text, isError: true });
  });

  it('says when there was no output', async () => {
    const { result, command } = await start({ command: 'true' });
    command.end();
    expect(await result).toMatchObject({ text: '(no output)\n[exit code 0]' });
  });

  it.each([
    [undefined, 120],
    [5, 5],
    [0.5, 0.5],
    [9_999, 120],
  ])('stops a command that asked for %j seconds after %d', async (timeout, seconds) => {
    const { result, command } = await start({ command: 'sleep 9999', ...(timeout === undefined ? {} : { timeout }) });
    command.print('working');
    await clock.advance(seconds * 1000 - 1);
    expect(command.stops).toBe(0);
    await clock.advance(1);
    expect(command.stops).toBe(1);
    command.end({ kind: 'killed', signal: 'SIGTERM' });
    expect(await result).toEqual({ text: `working\n[timed out after ${seconds} s and was stopped]`, isError: true });
  });

  it('J5: stops the command when the run is aborted', async () => {
    const controller = new AbortController();
    const { result, command } = await start({ command: 'sleep 9999' }, { signal: controller.signal });
    controller.abort();
    expect(command.stops).toBe(1);
    command.end({ kind: 'killed', signal: 'SIGTERM' });
    expect(await result).toMatchObject({ isError: true });
  });

  it('J5: starts nothing for a run that is aborted already', async () => {
    for (const background of [false, true]) {
      const { result } = await start({ command: 'true', background }, { signal: AbortSignal.abort() });
      expect(await result).toMatchObject({ isError: true });
    }
    expect(runner.commands).toEqual([]);
  });

  it('J5: stops a command that came to run only after the run was aborted', async () => {
    const controller = new AbortController();
    const result = sut.run({ command: 'true' }, toolContext({ signal: controller.signal }));
    controller.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(runner.commands.map((command) => command.stops)).toEqual([1]);
    runner.commands[0].end();
    await result;
  });

  it('shows the output as it comes', async () => {
    const pieces: string[] = [];
    const { result, command } = await start({ command: 'make' }, { progress: (text) => pieces.push(text) });
    command.print('one\n');
    command.print('two');
    expect(pieces).toEqual(['one\n']);
    command.end();
    await result;
    expect(pieces).toEqual(['one\n', 'two']);
  });

  it('is not there for agents whose commands would all be refused', async () => {
    expect(await sut.unavailable(resolvedAgent())).toBeUndefined();
    runner.confinementNow = { kind: 'refused', message: 'Commands need the sandbox.' };
    expect(await sut.unavailable(resolvedAgent({ id: 'desk', publicMode: true }))).toBe('Commands need the sandbox.');
    const { root, publicMode } = runner.places.at(-1) ?? {};
    expect([root?.forFileSystem(), publicMode]).toEqual(['/var/planted/workspaces/desk', true]);
  });

  it('tells the model why a command was refused', async () => {
    runner.failure = new CommandRefusedError('Commands need the sandbox.');
    await expect(sut.run({ command: 'true' }, toolContext())).rejects.toThrow(ModelReadableError);
  });

  it('leaves a failure of its own to the executor', async () => {
    runner.failure = new Error('a bug');
    await expect(sut.run({ command: 'true' }, toolContext())).rejects.toThrow('a bug');
  });

  it('G4: says of a public agent that it is one', async () => {
    const { result, command } = await start({ command: 'pwd' }, { agent: resolvedAgent({ publicMode: true }) });
    command.end();
    await result;
    expect(command.request.publicMode).toBe(true);
  });

  it('leaves a command in the background running and gives its id at once', async () => {
    const controller = new AbortController();
    const args = { command: 'npm run dev', background: true };
    const { result, command } = await start(args, { signal: controller.signal });
    expect(await result).toEqual({ text: 'Started as cmd_1.', isError: false });
    controller.abort();
    await clock.advance(200_000);
    expect(command.stops).toBe(0);
  });

  it('bounds the commands in the background', async () => {
    create({ maxBackground: 1 });
    await (
      await start({ command: 'a', background: true })
    ).result;
    await expect(sut.run({ command: 'b', background: true }, toolContext())).rejects.toThrow('1 background commands');
    create({ maxBackground: 0 });
    await expect(sut.run({ command: 'c', background: true }, toolContext())).rejects.toThrow(
      'Background commands are switched off (tools.exec.maxBackground).',
    );
    expect(runner.commands).toHaveLength(1);
  });

  it.each(['{}', '{"command":""}', '{"command":"a","timeout":0}', '{"command":"a","cwd":"/"}', '{"command":["a"]}'])(
    'its schema refuses %s',
    async (args) => {
      const checked = await new ArgumentChecker().check(sut, { id: '1', name: 'exec', arguments: args });
      expect(checked.ok).toBe(false);
    },
  );
});
