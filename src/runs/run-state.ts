import type { SessionKey } from '../sessions/session-key.js';

/** What the parts of one run share. */
export interface RunState {
  id: string;
  session: SessionKey;
  signal: AbortSignal;
  /** Set once a tool may have changed something outside the run. */
  sideEffect: boolean;
}
