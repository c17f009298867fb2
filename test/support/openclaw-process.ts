import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { builtGateway } from './gateway-build.js';
import type { Exit } from './gateway-process.js';

export interface OpenclawProcessOptions {
  env: Record<string, string | undefined>;
  /** What runs the launcher. Default: the Node of the tests. */
  node?: string;
  /** Where the launcher is. Default: the build. */
  directory?: string;
}

/** `openclaw <args>` while it runs: to write to it, to read what it has printed so far, and to interrupt it. */
export class OpenclawProcess {
  stdout = '';
  stderr = '';
  readonly exit: Promise<Exit>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], { env, node = process.execPath, directory }: OpenclawProcessOptions) {
    this.child = spawn(node, [join('bin', 'openclaw.mjs'), ...args], {
      cwd: directory ?? builtGateway(),
      env: { PATH: process.env['PATH'], ...env },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (piece: string) => (this.stdout += piece));
    this.child.stderr?.setEncoding('utf8').on('data', (piece: string) => (this.stderr += piece));
    // A command that does not read its input may be gone before all of it is written.
    this.child.stdin?.on('error', () => undefined);
    this.exit = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
    processes.push(this);
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  end(): void {
    this.child.stdin?.end();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Nobody reads its output any more. */
  stopReading(): void {
    this.child.stdout?.destroy();
  }
}

const processes: OpenclawProcess[] = [];

afterAll(() => processes.splice(0).forEach((running) => running.signal('SIGKILL')));
