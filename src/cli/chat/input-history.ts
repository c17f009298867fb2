import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory } from '../../common/make-directory.js';
import { errorReason, isSystemError } from '../../common/system-error.js';

/** Lines that are offered again, and lines after which the file is shortened to these. */
const offered = 500;
const longest = 5_000;

/** What a person has typed, kept in a file that only its owner can read. Without such a file it lasts for one chat. */
export class InputHistory {
  private constructor(
    private readonly path: string,
    /** Oldest first. */
    readonly lines: readonly string[],
    /** Why it is not kept; undefined where it is. */
    private problem?: string,
  ) {}

  static async open(path: string): Promise<InputHistory> {
    try {
      await makeDirectory(dirname(path));
      const lines = readLines(path);
      if (lines.length > longest) replace(path, lines.slice(-offered));
      return new InputHistory(path, lines.slice(-offered));
    } catch (error) {
      return new InputHistory(path, [], errorReason(error));
    }
  }

  /** Set once what is typed is not kept any more. */
  get notKept(): string | undefined {
    return this.problem;
  }

  add(line: string): void {
    if (this.problem !== undefined) return;
    try {
      appendFileSync(this.path, `${line.replaceAll(/[\r\n]+/g, ' ')}\n`, { mode: 0o600 });
    } catch (error) {
      this.problem = errorReason(error);
    }
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The file is there whole at any time, also when two chats do this at once. */
function replace(path: string, lines: readonly string[]): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${lines.join('\n')}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
