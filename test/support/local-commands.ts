import type { Clock } from '../../src/common/clock.js';
import { SystemClock } from '../../src/common/system-clock.js';
import { Environment } from '../../src/config/environment.js';
import { ExecConfig, ToolsConfig } from '../../src/config/tools.config.js';
import type { CommandEnd, CommandRunner } from '../../src/tools/commands/command-runner.port.js';
import { CommandLaunches, type ProtectedHost } from '../../src/tools/exec/command-launches.js';
import { LocalCommandRunner } from '../../src/tools/exec/local-command-runner.js';
import { type StartProcessGroup, startProcessGroup } from '../../src/tools/exec/process-group.js';
import { SandboxProbe } from '../../src/tools/exec/sandbox-probe.js';
import type { WorkspaceScope } from '../../src/workspace/workspace-storage.port.js';
import { HostPath } from '../../src/common/private-facts.js';

export interface LocalCommandsOptions {
  exec?: Partial<ExecConfig>;
  env?: Readonly<Record<string, string | undefined>>;
  stateDirectory: string;
  hiddenPaths?: readonly string[];
  secrets?: readonly string[];
  clock?: Clock;
  /** Stands for the start of real processes, bubblewrap's probe included. */
  start?: StartProcessGroup;
}

/** Set by whoever runs the tests where bubblewrap works, so that they do not pass without it. */
export const isSandboxExpected = process.env['OPENCLAW_TEST_EXPECT_SANDBOX'] === '1';

/** The decision how to start commands, with real or given processes under it. */
export function commandLaunches(options: LocalCommandsOptions): CommandLaunches {
  const { exec, env = {}, stateDirectory, hiddenPaths = [], secrets = [] } = options;
  const current = Object.assign(new ToolsConfig(), { exec: Object.assign(new ExecConfig(), exec) });
  const host: ProtectedHost = {
    environment: new Environment(env),
    stateDirectory,
    hiddenPaths,
    secrets: () => secrets,
  };
  const section = { current, onChange: () => () => undefined };
  return new CommandLaunches(section, host, sandboxProbe(options));
}

export function sandboxProbe({
  start = startProcessGroup,
  clock = new SystemClock(),
}: LocalCommandsOptions): SandboxProbe {
  return new SandboxProbe(start, clock);
}

export function localCommandRunner(options: LocalCommandsOptions): LocalCommandRunner {
  const { start = startProcessGroup, clock = new SystemClock() } = options;
  return new LocalCommandRunner(commandLaunches(options), start, clock);
}

export function scopeOf(root: string, overrides: Partial<WorkspaceScope> = {}): WorkspaceScope {
  return { root: new HostPath(root), readableRoots: [], absolutePaths: true, hidden: new Set(), ...overrides };
}

const maxOutput = 2_000_000;

/** Runs a command to its end, or until it has printed too much for a test. */
export async function runToEnd(
  runner: CommandRunner,
  files: WorkspaceScope,
  command: string,
  publicMode = false,
): Promise<{ end: CommandEnd; output: string }> {
  let output = '';
  const onOutput = (text: string): void => {
    if (output.length < maxOutput) output += text;
    else running.stop();
  };
  const running = await runner.start({ command, files, publicMode, onOutput });
  const end = await running.ended;
  return { end, output };
}
