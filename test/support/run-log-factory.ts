import { RunLog } from '../../src/runs/journal/run-log.js';
import type { RunOrigin } from '../../src/runs/journal/run-record.js';

/** The start of an owner's run in a kept session of `main`, unless overridden. */
export function runOrigin(overrides: Partial<RunOrigin> = {}): RunOrigin {
  return {
    id: 'run_1',
    agentId: 'main',
    sessionKey: 'agent:main:desk',
    sessionKept: true,
    owner: { isOwner: true, why: 'default' },
    asked: 'question',
    ...overrides,
  };
}

/** The log of a run that has not said anything yet. */
export function runLog(overrides: Partial<RunOrigin> = {}, createdAt = Date.UTC(2026, 0, 1)): RunLog {
  return new RunLog(runOrigin(overrides), createdAt);
}
