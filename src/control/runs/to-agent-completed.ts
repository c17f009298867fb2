import type { AgentCompleted } from '../../gateway-protocol/payloads.js';
import { sessionIdOf } from '../../sessions/session-name.js';
import { toUsagePayload } from '../events/to-usage-payload.js';
import type { OperatorRun, RunOutcome } from './operator-run.js';

export function toAgentCompleted(run: OperatorRun, outcome: Extract<RunOutcome, { ok: true }>): AgentCompleted {
  const [provider = '', ...model] = outcome.model.split('/');
  return {
    runId: run.runId,
    status: 'ok',
    summary: 'completed',
    result: {
      payloads: [{ text: outcome.text, mediaUrl: null }],
      meta: {
        durationMs: outcome.endedAt - outcome.startedAt,
        agentMeta: {
          sessionId: sessionIdOf(run.sessionKey),
          provider,
          model: model.join('/'),
          usage: toUsagePayload(outcome.usage),
        },
        stopReason: outcome.finishReason,
      },
    },
  };
}
