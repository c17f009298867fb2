import type { ErrorEnvelope } from '../../openai-wire/error-envelope.js';
import type { WireFinishReason } from '../../openai-wire/finish-reason.js';
import type { CompletionUsage } from '../../openai-wire/usage.js';
import type { RunStatus } from '../../runs/journal/run-record.js';
import type { RunRequest } from '../../runs/run-request.js';

/** What each status says. */
export const statusTexts: Readonly<Record<RunStatus, string>> = {
  queued: 'waits for its session or for its turn',
  running: 'is at work',
  completed: 'came to its end',
  failed: 'ended with an error',
  cancelled: 'was stopped by an operator or left by its caller',
};

/** A run in the answers of `/v1/runs`. Times are seconds since the epoch; what has not happened yet, or never will, is null. */
export interface WireRun {
  object: 'openclaw.run';
  id: string;
  status: RunStatus;
  agent_id: string;
  session_key: string;
  /** False for a stateless call, of which nothing is kept. */
  session_kept: boolean;
  owner: { is_owner: boolean; because: RunRequest['owner']['why'] };
  /** What the caller said last, shortened. */
  asked: string;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  /** Events that it has said so far. */
  events: number;
  /** `<provider>/<model id>` that answered. */
  model: string | null;
  finish_reason: WireFinishReason | null;
  usage: CompletionUsage | null;
  error: ErrorEnvelope['error'] | null;
}

export interface WireRunList {
  object: 'list';
  data: WireRun[];
  /** All that fit, whatever the limit. */
  total: number;
  has_more: boolean;
}
