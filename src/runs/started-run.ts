import type { Allowances } from '../auth/limits/allowance.js';
import type { RunEvent } from './run-event.js';

/** A run that has been accepted. Nothing happens until `events` is read; to stop reading is to abort the run. */
export interface StartedRun {
  id: string;
  sessionKey: string;
  /** What the limits of its key leave besides it. */
  allowances: Allowances;
  /** One array for each read of the upstream; ends with exactly one terminal event and never throws. */
  events: AsyncIterable<RunEvent[]>;
}
