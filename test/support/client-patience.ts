import { jest } from '@jest/globals';

/** A time limit that a client is given, and that is over when the test says so: the machine may take as long as it likes. */
export class ClientPatience {
  /** What the client is to be told; no timer of anybody else has this length. */
  readonly milliseconds = 987_654;
  private readonly real = globalThis.setTimeout;
  private readonly spy = jest.spyOn(globalThis, 'setTimeout');
  private expire: (() => void) | undefined;

  constructor() {
    this.spy.mockImplementation((callback: () => void, milliseconds?: number) => {
      if (milliseconds === this.milliseconds) this.expire = callback;
      return this.real(callback, milliseconds);
    });
  }

  /** For the request under way; those that follow are given the whole time. */
  end(): void {
    this.spy.mockRestore();
    this.expire?.();
  }
}
