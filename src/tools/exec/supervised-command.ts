import type { Clock, Timer } from '../../common/clock.js';
import type { CommandEnd, RunningCommand } from '../commands/command-runner.port.js';
import type { ProcessGroup } from './process-group.js';

/** Milliseconds between asking and killing, and that output may take to arrive after the command has ended. */
export const graceMilliseconds = 100;

/** A command whose end is the end of its whole process group, however the group takes it. */
export class SupervisedCommand implements RunningCommand {
  readonly ended: Promise<CommandEnd>;
  private kill: Timer | undefined;
  private isOver = false;

  constructor(
    private readonly group: ProcessGroup,
    private readonly clock: Clock,
  ) {
    this.ended = this.supervise();
  }

  stop(): void {
    if (this.isOver || this.kill) return;
    this.group.signal('SIGTERM');
    this.kill = this.clock.setTimer(graceMilliseconds, () => this.killNow());
  }

  /** For a process that ends at this moment and cannot wait. */
  killNow(): void {
    if (!this.isOver) this.group.signal('SIGKILL');
  }

  private async supervise(): Promise<CommandEnd> {
    const end = await this.group.exited;
    await this.drainedOrLater();
    // What the shell left behind, with the output still open or not.
    this.group.signal('SIGKILL');
    await this.drainedOrLater();
    this.isOver = true;
    this.kill?.cancel();
    this.group.abandon();
    return end;
  }

  private drainedOrLater(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(graceMilliseconds, resolve);
      this.group.drained.then(
        () => {
          timer.cancel();
          resolve();
        },
        () => undefined,
      );
    });
  }
}
