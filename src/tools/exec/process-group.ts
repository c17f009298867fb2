import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import type { CommandEnd } from '../commands/command-runner.port.js';

/** A program as it is started. */
export interface Launch {
  program: string;
  args: readonly string[];
  /** Absolute. */
  directory: string;
  /** The whole environment. */
  environment: Readonly<Record<string, string>>;
  /** Texts that the program reads from its file descriptors 3, 4, … */
  inputs: readonly string[];
}

/** A started program with all that it starts, unless that leaves its group. */
export interface ProcessGroup {
  /** When the program itself has ended. Never rejects. */
  readonly exited: Promise<CommandEnd>;
  /** When nothing has its output open any more. Never rejects. */
  readonly drained: Promise<void>;
  /** The beginning of what the program wrote to its standard error. */
  diagnostics(): string;
  /** Sends a signal to every process of the group; does nothing when there is none. */
  signal(signal: NodeJS.Signals): void;
  /** Stops reading the output. */
  abandon(): void;
}

/** Rejects with the system's error when the program cannot be started. */
export type StartProcessGroup = (launch: Launch, onOutput: (bytes: Uint8Array) => void) => Promise<ProcessGroup>;

const maxDiagnostics = 2_000;

/** Starts a program without input, as the leader of a session and process group of its own. */
export const startProcessGroup: StartProcessGroup = async (launch, onOutput) => {
  const { program, args, directory, environment, inputs } = launch;
  const child = spawn(program, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', ...inputs.map(() => 'pipe' as const)],
    detached: true,
  });
  const group = new NodeProcessGroup(child, onOutput);
  await once(child, 'spawn');
  group.write(inputs);
  return group;
};

class NodeProcessGroup implements ProcessGroup {
  readonly exited: Promise<CommandEnd>;
  readonly drained: Promise<void>;
  private errors = '';

  constructor(
    private readonly child: ChildProcess,
    onOutput: (bytes: Uint8Array) => void,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve(code === null ? { kind: 'killed', signal: signal ?? 'a signal' } : { kind: 'exited', code });
      });
    });
    this.drained = new Promise((resolve) => {
      child.once('close', () => {
        resolve();
      });
    });
    child.stdout?.on('data', onOutput).on('error', ignore);
    child.stderr?.on('data', (bytes: Buffer) => this.note(bytes)).on('error', ignore);
  }

  /** A program that has ended before it read them shows by how it ended. */
  write(inputs: readonly string[]): void {
    for (const [index, text] of inputs.entries()) {
      const pipe = this.child.stdio[index + 3];
      if (pipe instanceof Writable) pipe.on('error', ignore).end(text);
    }
  }

  diagnostics(): string {
    return this.errors;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  }

  abandon(): void {
    for (const pipe of this.child.stdio) pipe?.destroy();
  }

  private note(bytes: Buffer): void {
    if (this.errors.length < maxDiagnostics) this.errors += bytes.toString('utf8').slice(0, maxDiagnostics);
  }
}

function ignore(): void {
  // Whatever breaks a pipe also ends the process, and that is what is told.
}
