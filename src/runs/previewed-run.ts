import type { RunPlan } from './run-plan.js';
import type { SessionKey } from '../sessions/session-key.js';

/** What a run would be. No model is called for it, and nothing of the conversation is kept. */
export interface PreviewedRun {
  session: SessionKey;
  /** Rejects as the run would before its first model call. */
  plan(): Promise<RunPlan>;
}
