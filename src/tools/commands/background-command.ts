import type { Clock } from '../../common/clock.js';
import type { CommandEnd, CommandRequest, CommandRunner, RunningCommand } from './command-runner.port.js';
import { describeCommandEnd } from './describe-command-end.js';
import { OutputBuffer } from './output-buffer.js';

/** A command that runs beside the run that started it. */
export class BackgroundCommand {
  private readonly output = new OutputBuffer();
  private readonly startedAt: number;
  private running: RunningCommand | undefined;
  private end: CommandEnd | undefined;
  private timedOutAfter: number | undefined;

  constructor(
    readonly id: string,
    readonly command: string,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.monotonic();
  }

  /** Resolves once it runs. @throws CommandRefusedError */
  async start(runner: CommandRunner, request: Omit<CommandRequest, 'onOutput'>, seconds: number): Promise<void> {
    const running = await runner.start({ ...request, onOutput: (text) => this.output.append(text) });
    this.running = running;
    const timer = this.clock.setTimer(seconds * 1000, () => {
      this.timedOutAfter = seconds;
      running.stop();
    });
    running.ended.then(
      (end) => {
        timer.cancel();
        this.end = end;
      },
      () => undefined,
    );
  }

  get isRunning(): boolean {
    return this.end === undefined;
  }

  /** Ends it; resolves when it is gone. */
  async stop(): Promise<void> {
    this.running?.stop();
    await this.running?.ended;
  }

  /** What it printed since the last time. */
  takeOutput(): string {
    return this.output.take();
  }

  describeState(): string {
    if (this.end === undefined) return `running for ${Math.round((this.clock.monotonic() - this.startedAt) / 1000)} s`;
    if (this.timedOutAfter !== undefined) return `stopped after ${this.timedOutAfter} s`;
    return describeCommandEnd(this.end);
  }
}
