import { toErrorEnvelope } from '../../openai-wire/error-envelope.js';
import { toWireFinishReason } from '../../openai-wire/finish-reason.js';
import { toCompletionUsage } from '../../openai-wire/usage.js';
import type { RunLog } from '../../runs/journal/run-log.js';
import type { WireRun } from './wire-run.js';

export function toWireRun({ record, end }: Pick<RunLog, 'record' | 'end'>): WireRun {
  const { owner, finishReason, usage, error } = record;
  return {
    object: 'openclaw.run',
    id: record.id,
    status: record.status,
    agent_id: record.agentId,
    session_key: record.sessionKey,
    session_kept: record.sessionKept,
    owner: { is_owner: owner.isOwner, because: owner.why },
    asked: record.asked,
    created_at: toSeconds(record.createdAt),
    started_at: record.startedAt === undefined ? null : toSeconds(record.startedAt),
    ended_at: record.endedAt === undefined ? null : toSeconds(record.endedAt),
    events: end,
    model: record.model ?? null,
    finish_reason: finishReason === undefined ? null : toWireFinishReason(finishReason),
    usage: usage === undefined ? null : toCompletionUsage(usage),
    error: error === undefined ? null : toErrorEnvelope(error).error,
  };
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
