import type { EventEmitter } from 'node:events';
import type { Clock } from '../common/clock.js';
import { exitCodes } from './cli-error.js';

/** One Ctrl-C can come twice: from the terminal, and handed on by the process that started this one. */
const samePressMilliseconds = 300;

/** Ctrl-C as an abort of the command that runs. A second one leaves at once. */
export class Interrupts {
  private readonly controller = new AbortController();
  private since: number | undefined;
  private readonly onSignal = (): void => {
    const now = this.clock.monotonic();
    if (this.since === undefined) this.controller.abort(new DOMException('Interrupted.', 'AbortError'));
    else if (now - this.since >= samePressMilliseconds) this.leave(exitCodes.interrupted);
    this.since ??= now;
  };

  /** `source` emits `SIGINT`, as a process does. */
  constructor(
    private readonly source: EventEmitter,
    private readonly clock: Clock,
    private readonly leave: (exitCode: number) => void,
  ) {
    source.on('SIGINT', this.onSignal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Leaves Ctrl-C to others, e.g. to a gateway that first lets its runs finish. */
  withdraw(): void {
    this.source.off('SIGINT', this.onSignal);
  }
}
