import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AgentResolverService } from '../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeCommandRunner } from '../../test/support/fake-command-runner.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { LiveValue } from '../config/live-value.js';
import { ToolsConfig } from '../config/tools.config.js';
import type { ExecTool } from './builtin/exec.tool.js';
import { CommandNotice } from './command-notice.service.js';

const exec = fakeTool('exec', { group: 'runtime', ownerOnly: true });

describe(CommandNotice.name, () => {
  let runner: FakeCommandRunner;
  let clock: FakeClock;
  let warnings: unknown[];
  let reload: () => void;

  function build(...agents: ResolvedAgent[]): CommandNotice {
    const onChange = (listener: () => void) => {
      reload = listener;
      return () => undefined;
    };
    const resolver = { list: () => agents } as unknown as AgentResolverService;
    const section = new LiveValue(new ToolsConfig());
    const sut = new CommandNotice(
      { onChange: onChange as never },
      resolver,
      exec as unknown as ExecTool,
      runner,
      section,
      clock,
    );
    sut.onModuleInit();
    return sut;
  }

  beforeEach(() => {
    runner = new FakeCommandRunner();
    clock = new FakeClock();
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => warnings.push(message));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    [{ kind: 'sandboxed' }, /^Commands: inside bubblewrap$/],
    [{ kind: 'open', because: 'off' }, /^Commands: WITHOUT a sandbox \(tools\.exec\.sandbox is off\)$/],
    [{ kind: 'open', because: 'unusable' }, /^Commands: WITHOUT a sandbox; install bubblewrap or set/],
    [{ kind: 'refused', message: 'no' }, /^Commands: refused \(tools\.exec\.sandbox is require/],
  ] as const)('A1: says what commands are held to: %j', async (confinement, line) => {
    runner.confinementNow = confinement;
    expect(await build(resolvedAgent()).line()).toMatch(line);
  });

  it('A1: says nothing where no agent could use exec', async () => {
    const denied = resolvedAgent({ tools: { deny: ['group:runtime'] } });
    expect(await build(denied, resolvedAgent({ publicMode: true })).line()).toBeUndefined();
  });

  it('A1: says of public agents that they need the sandbox', async () => {
    runner.confinementNow = { kind: 'refused', message: 'no' };
    const desk = resolvedAgent({ publicMode: true, tools: { profile: 'full' } });
    expect(await build(desk).line()).toMatch(/^Commands: refused \(public agents need bubblewrap/);
  });

  it('A1: does not hold up the start when bubblewrap does not answer', async () => {
    jest.spyOn(runner, 'confinement').mockReturnValue(new Promise(() => undefined));
    const line = build(resolvedAgent()).line();
    await clock.advance(1_000);
    expect(await line).toBe('Commands: not known yet, because bubblewrap takes long to answer');
  });

  it('tells after a reload what has changed, once', async () => {
    const sut = build(resolvedAgent());
    reload();
    await clock.advance(0);
    await sut.line();
    reload();
    await clock.advance(0);
    expect(warnings).toEqual([]);
    runner.confinementNow = { kind: 'sandboxed' };
    reload();
    await clock.advance(0);
    reload();
    await clock.advance(0);
    expect(warnings).toEqual(['Commands: inside bubblewrap']);
  });
});
