import { type ChildProcess, spawn } from 'node:child_process';

export interface ClientCommand {
  program: string;
  args: readonly string[];
  /** Where the client works. */
  directory: string;
  /** The whole environment. */
  environment: Readonly<Record<string, string>>;
}

export interface ClientEnd {
  /** Null when the client was killed, because it took too long. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a client without input to its end; whatever it has started is killed then, or when the time is up. */
export async function runClient(command: ClientCommand, milliseconds: number): Promise<ClientEnd> {
  const child = spawn(command.program, command.args, {
    cwd: command.directory,
    env: command.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const end: ClientEnd = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (end.stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (end.stderr += piece));
  const timer = setTimeout(() => killGroup(child), milliseconds);
  // Not `close`: a process that the client leaves behind may hold its output open.
  child.once('exit', () => killGroup(child));
  try {
    end.code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  } finally {
    clearTimeout(timer);
  }
  return end;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
