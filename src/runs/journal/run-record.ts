import type { FinishReason } from '../../common/conversation.js';
import type { GatewayError } from '../../common/gateway-error.js';
import type { Usage } from '../../common/usage.js';
import type { RunRequest } from '../run-request.js';

/** `queued` until the run says its first word: it may wait for its session or for a slot. */
export const runStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** What is known of a run from its start on. */
export interface RunOrigin {
  id: string;
  agentId: string;
  sessionKey: string;
  /** False for a stateless call, of which nothing is kept. */
  sessionKept: boolean;
  owner: RunRequest['owner'];
  /** Its log is kept whole as long as the run lasts. */
  durable?: boolean;
  /** What the caller said last, shortened; for lists. */
  asked: string;
}

/** What became of a run so far. Times are milliseconds since the epoch. */
export interface RunProgress {
  status: RunStatus;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
  /** These three once it is `completed`. */
  finishReason?: FinishReason;
  usage?: Usage;
  /** `<provider>/<model id>` that answered. */
  model?: string;
  /** Once it is `failed` or `cancelled`. */
  error?: GatewayError;
}

export type RunRecord = Readonly<RunOrigin & RunProgress>;
