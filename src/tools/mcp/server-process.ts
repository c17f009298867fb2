import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Clock } from '../../common/clock.js';

export interface ProgramOptions {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Absolute. */
  cwd: string;
}

/** How long a program has to end by itself when its input is closed, and then when it is told to. */
const politeMilliseconds = 1_000;
const firmMilliseconds = 1_000;
/** How long its output may stay open after its end, e.g. in the hands of a process that left the group. */
const lastOutputMilliseconds = 500;

/** The program of a server, in a process group of its own, which ends as a whole. */
export class ServerProcess {
  /** Resolves when the program has ended, nothing is left of its group, and its output has been read. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcessWithoutNullStreams;
  private closing: Promise<void> | undefined;

  constructor(
    { command, args, env, cwd }: ProgramOptions,
    private readonly clock: Clock,
  ) {
    this.child = spawn(command, args, { env, cwd, stdio: 'pipe', detached: true, windowsHide: true });
    // Writing to a program that has ended is told by its end.
    this.child.stdin.on('error', () => undefined);
    this.child.once('exit', () => this.clearAway());
    this.ended = new Promise((resolve) => {
      this.child.once('close', () => resolve());
      this.child.on('error', () => {
        if (this.child.pid === undefined) resolve();
      });
    });
  }

  /** Rejects when the program cannot be started. */
  async started(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.child.once('spawn', resolve);
      this.child.once('error', reject);
    });
  }

  onOutput(listener: (chunk: Buffer) => void): void {
    this.child.stdout.on('data', listener);
  }

  onErrorOutput(listener: (chunk: Buffer) => void): void {
    this.child.stderr.on('data', listener);
  }

  /** What it still prints is thrown away. */
  stopReading(): void {
    this.child.stdout.removeAllListeners('data').resume();
  }

  /** Bytes on their way to the program. */
  get unread(): number {
    return this.child.stdin.writableLength;
  }

  /** Resolves when the text is on its way. Rejects when the program takes no more. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.child.stdin.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Ends the program: politely by closing its input, then by SIGTERM, then by SIGKILL. Resolves as `ended` does. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.child.stdin.end();
    if (await this.endsWithin(politeMilliseconds)) return;
    this.signalGroup('SIGTERM');
    if (await this.endsWithin(firmMilliseconds)) return;
    this.signalGroup('SIGKILL');
    await this.ended;
  }

  private endsWithin(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(milliseconds, () => resolve(false));
      this.ended.then(
        () => {
          timer.cancel();
          resolve(true);
        },
        () => resolve(true),
      );
    });
  }

  /** What the program started and left behind goes with it. */
  private clearAway(): void {
    this.signalGroup('SIGKILL');
    const { stdout, stderr } = this.child;
    this.clock.setTimer(lastOutputMilliseconds, () => {
      stdout.destroy();
      stderr.destroy();
    });
  }

  /** Nothing happens where the group is gone. */
  private signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Windows has no groups; elsewhere the group is gone, and so is the child.
      this.child.kill(signal);
    }
  }
}
