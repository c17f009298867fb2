import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { isSystemError } from '../../common/system-error.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type {
  CommandConfinement,
  CommandEnd,
  CommandPlace,
  CommandRequest,
  CommandRunner,
  RunningCommand,
} from '../commands/command-runner.port.js';
import type { CommandLaunches } from './command-launches.js';
import type { Launch, ProcessGroup, StartProcessGroup } from './process-group.js';
import { SupervisedCommand } from './supervised-command.js';

/** Runs commands on this machine. None of them outlives the gateway. */
export class LocalCommandRunner implements CommandRunner, OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(LocalCommandRunner.name);
  private readonly running = new Set<SupervisedCommand>();
  private isStopping = false;

  constructor(
    private readonly launches: Pick<CommandLaunches, 'launchOf' | 'confinement' | 'refusal'>,
    private readonly startGroup: StartProcessGroup,
    private readonly clock: Clock,
  ) {}

  async start(request: CommandRequest): Promise<RunningCommand> {
    const launch = await this.launches.launchOf(request);
    const decoder = new TextDecoder();
    const group = await this.started(launch, (bytes) => {
      request.onOutput(decoder.decode(bytes, { stream: true }));
    });
    const command = new SupervisedCommand(group, this.clock);
    this.running.add(command);
    if (this.isStopping) command.stop();
    return {
      stop: () => command.stop(),
      ended: command.ended.then((end) => {
        this.running.delete(command);
        request.onOutput(decoder.decode());
        return this.checked(end, group, launch);
      }),
    };
  }

  confinement(publicMode: boolean): Promise<CommandConfinement> {
    return this.launches.confinement(publicMode);
  }

  refusal(place: CommandPlace): Promise<string | undefined> {
    return this.launches.refusal(place);
  }

  onModuleInit(): void {
    process.once('exit', this.killAll);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    const commands = [...this.running];
    for (const command of commands) command.stop();
    await Promise.all(commands.map((command) => command.ended));
    process.off('exit', this.killAll);
  }

  /** For an end that does not wait for a shutdown, such as a second signal. */
  private readonly killAll = (): void => {
    for (const command of this.running) command.killNow();
  };

  private async started(launch: Launch, onOutput: (bytes: Uint8Array) => void): Promise<ProcessGroup> {
    if (this.isStopping) throw new CommandRefusedError('The gateway is stopping, so no command can be started.');
    try {
      return await this.startGroup(launch, onOutput);
    } catch (error) {
      this.logger.warn(`A command could not be started: ${String(error)}`);
      throw new CommandRefusedError(refusalFor(error));
    }
  }

  /** What bubblewrap itself complains about names paths of the host, and the command has not run. */
  private checked(end: CommandEnd, group: ProcessGroup, { program }: Launch): CommandEnd {
    const complaint = group.diagnostics();
    if (complaint === '') return end;
    this.logger.warn(`${program}: ${complaint}`);
    return complaint.startsWith('bwrap: ') && end.kind === 'exited' && end.code === 1 ? { kind: 'failed' } : end;
  }
}

function refusalFor(error: unknown): string {
  if (isSystemError(error, 'E2BIG')) return 'The command is too long. Write it to a file and run that.';
  if (isSystemError(error, 'ERR_INVALID_ARG_VALUE')) return 'The command must not hold a NUL character.';
  return 'The command could not be started. Try again later or another way; the operator finds the reason in the log.';
}
