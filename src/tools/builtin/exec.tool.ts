import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { Clock } from '../../common/clock.js';
import { ToolsSection } from '../../config/config-sections.js';
import { BackgroundCommands, maxBackgroundSeconds } from '../commands/background-commands.service.js';
import { CommandAvailability } from '../commands/command-availability.service.js';
import { type CommandEnd, CommandRunner, type RunningCommand } from '../commands/command-runner.port.js';
import { describeCommandEnd } from '../commands/describe-command-end.js';
import { OutputBuffer } from '../commands/output-buffer.js';
import { OutputProgress } from '../commands/output-progress.js';
import { type Tool, type ToolContext, type ToolResult, errorResult, textResult } from '../tool.port.js';

interface ExecArguments {
  command: string;
  /** Seconds. */
  timeout?: number;
  background?: boolean;
}

type WatchedEnd = CommandEnd | { kind: 'timed-out' };

/** Runs a shell command in the workspace, to its end or in the background. */
@Injectable()
export class ExecTool implements Tool<ExecArguments> {
  readonly group = 'runtime';
  readonly ownerOnly = true;
  readonly sideEffects = true;
  readonly definition = {
    name: 'exec',
    description:
      'Run a shell command in the workspace, without input. `background` returns an id for the tool process at once.',
    parameters: {
      type: 'object',
      properties: {
        command: { type: 'string', minLength: 1 },
        timeout: { type: 'number', exclusiveMinimum: 0, description: 'seconds' },
        background: { type: 'boolean' },
      },
      required: ['command'],
    },
  };

  constructor(
    @Inject(CommandRunner) private readonly runner: CommandRunner,
    private readonly background: BackgroundCommands,
    @Inject(ToolsSection) private readonly section: ToolsSection,
    @Inject(Clock) private readonly clock: Clock,
    private readonly availability: CommandAvailability,
  ) {}

  unavailable(agent: ResolvedAgent): Promise<string | undefined> {
    return this.availability.refusalFor(agent);
  }

  async run(asked: ExecArguments, context: ToolContext): Promise<ToolResult> {
    if (context.signal.aborted) return errorResult('The run was stopped, so the command was not started.');
    return asked.background === true ? this.runInBackground(asked, context) : this.runToEnd(asked, context);
  }

  private async runInBackground({ command, timeout }: ExecArguments, context: ToolContext): Promise<ToolResult> {
    const { agent, files } = context;
    const id = await this.background.start({
      command,
      files,
      publicMode: agent.publicMode,
      agentId: agent.id,
      seconds: timeout ?? maxBackgroundSeconds,
      maxRunning: this.section.current.exec.maxBackground,
    });
    return textResult(`Started as ${id}.`);
  }

  private async runToEnd({ command, timeout }: ExecArguments, context: ToolContext): Promise<ToolResult> {
    const { timeoutSeconds } = this.section.current.exec;
    const seconds = Math.min(timeout ?? timeoutSeconds, timeoutSeconds);
    const output = new OutputBuffer();
    const progress = new OutputProgress((text) => context.progress(text));
    const running = await this.runner.start({
      command,
      files: context.files,
      publicMode: context.agent.publicMode,
      onOutput: (text) => {
        output.append(text);
        progress.append(text);
      },
    });
    const end = await this.watch(running, seconds, context.signal);
    progress.flush();
    return resultOf(output.take(), end, seconds);
  }

  private async watch(running: RunningCommand, seconds: number, signal: AbortSignal): Promise<WatchedEnd> {
    let isTimedOut = false;
    const timer = this.clock.setTimer(seconds * 1000, () => {
      isTimedOut = true;
      running.stop();
    });
    const stop = (): void => running.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const end = await running.ended;
    timer.cancel();
    signal.removeEventListener('abort', stop);
    return isTimedOut ? { kind: 'timed-out' } : end;
  }
}

function resultOf(output: string, end: WatchedEnd, seconds: number): ToolResult {
  const how = end.kind === 'timed-out' ? `timed out after ${seconds} s and was stopped` : describeCommandEnd(end);
  const text = `${output.trimEnd() || '(no output)'}\n[${how}]`;
  return end.kind === 'exited' && end.code === 0 ? textResult(text) : errorResult(text);
}
