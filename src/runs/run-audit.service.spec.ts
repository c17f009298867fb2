import { describe, expect, it } from '@jest/globals';
import { MemoryAuditLog } from '../../test/support/audit-fixtures.js';
import { runRequest } from '../../test/support/run-factory.js';
import { sessionDigest } from '../audit/session-digest.js';
import { InternalError } from '../common/internal-error.js';
import type { RunEvent } from './run-event.js';
import { RunAudit } from './run-audit.service.js';
import { RunCancelledError } from './runs.errors.js';

function tell(events: RunEvent[][]) {
  const audit = new MemoryAuditLog();
  const request = runRequest({ owner: { isOwner: true, why: 'header' } });
  const toldBy = new RunAudit(audit).begin({ id: 'run_7', request, session: { key: 'planted-key', kind: 'fresh' } });
  for (const batch of events) toldBy(batch);
  return audit.events;
}

const end: RunEvent = {
  type: 'run-end',
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, reasoningTokens: 0 },
  model: 'fake/model',
};
const failure = (error: InternalError | RunCancelledError): RunEvent => ({ type: 'run-error', error });

describe(RunAudit.name, () => {
  it('F4: says for whom a run is and why, before anything else', () => {
    const [started, ...others] = tell([]);
    expect(started).toMatchObject({ kind: 'run.started', run: 'run_7', agent: 'main', owner: true, why: 'header' });
    expect(started).toMatchObject({ session: sessionDigest('planted-key'), credential: runRequest().credential.id });
    expect(others).toEqual([]);
  });

  it('M3: says once how it ended, and nothing of what it said', () => {
    const said: RunEvent = { type: 'text-delta', text: 'planted' };
    const events = tell([
      [{ type: 'model-start' }, said],
      [said, end],
    ]);
    expect(events.slice(1)).toEqual([{ kind: 'run.ended', run: 'run_7', outcome: 'completed' }]);
  });

  it('M3: tells a failure from a cancellation', () => {
    expect(tell([[failure(new InternalError(new Error('planted')))]]).at(-1)).toEqual({
      kind: 'run.ended',
      run: 'run_7',
      outcome: 'failed',
      code: 'server_error',
    });
    expect(tell([[failure(new RunCancelledError())]]).at(-1)).toMatchObject({
      outcome: 'cancelled',
      code: 'run_cancelled',
    });
  });
});
