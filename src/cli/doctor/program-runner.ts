import { execFile } from 'node:child_process';
import { isSystemError } from '../../common/system-error.js';

/** `missing`: there is no such program. `failed`: it ended otherwise than with 0, or not in time. */
export type ProgramOutcome = { kind: 'ok' } | { kind: 'missing' } | { kind: 'failed'; reason: string };

/** Runs a program to its end, without input. Never rejects. */
export interface ProgramRunner {
  run(program: string, args: readonly string[]): Promise<ProgramOutcome>;
}

const milliseconds = 10_000;

export class ChildProgramRunner implements ProgramRunner {
  /** `path` is where programs are looked for. */
  constructor(private readonly path: string) {}

  run(program: string, args: readonly string[]): Promise<ProgramOutcome> {
    return new Promise((resolve) => {
      const options = { env: { PATH: this.path }, timeout: milliseconds, killSignal: 'SIGKILL' } as const;
      execFile(program, args, options, (error, _stdout, stderr) => {
        if (!error) resolve({ kind: 'ok' });
        else if (isSystemError(error, 'ENOENT')) resolve({ kind: 'missing' });
        else resolve({ kind: 'failed', reason: firstLine(stderr) || 'it did not come to its end' });
      });
    });
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
