import { ProgramLock } from './program-lock.js';

/**
 * A lock that programs get by turns. Whoever waits holds the turn meanwhile, so that the one that lets the lock go cannot take it
 * again at once: a busy writer would leave nothing to the others.
 */
export class ExclusiveLock {
  private constructor(
    private readonly turn: ProgramLock,
    private readonly lock: ProgramLock,
  ) {}

  /** Its files are `<path>` and `<path>-turn`. Throws the error of the file system. */
  static open(path: string): ExclusiveLock {
    const turn = ProgramLock.open(`${path}-turn`);
    try {
      return new ExclusiveLock(turn, ProgramLock.open(path));
    } catch (error) {
      turn.close();
      throw error;
    }
  }

  /** Does the work while nobody else holds the lock. One call at a time. Rejects where another program holds it for long. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    await this.turn.acquire();
    try {
      await this.lock.acquire();
    } finally {
      this.turn.release();
    }
    try {
      return await work();
    } finally {
      this.lock.release();
    }
  }

  close(): void {
    this.turn.close();
    this.lock.close();
  }
}
