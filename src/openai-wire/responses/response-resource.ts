import type { GatewayError } from '../../common/gateway-error.js';
import type { Usage } from '../../common/usage.js';
import { noUsage } from '../../common/usage.js';
import type { ReceiptDetail } from '../tool-receipt.js';
import type { RequestEcho } from './request-echo.js';
import type { OutputItem } from './response-item.js';
import { type ResponseError, toResponseError } from './response-error.js';
import { type ResponseUsage, toResponseUsage } from './response-usage.js';

/** What a response says of being kept, and of earlier ones. */
export interface StateEcho {
  store: boolean;
  background: boolean;
  previous_response_id: string | null;
  conversation?: { id: string };
}

/** What a response says of itself from its first event to its last. */
export interface ResponseIdentity {
  /** `resp_` and what the ids of its items are made of. */
  id: string;
  /** Seconds since the epoch. */
  createdAt: number;
  /** As the client named it. */
  model: string;
  echo: RequestEcho & StateEcho;
  /** Whether reasoning is given as a summary. */
  summarizes: boolean;
  /** How much is told of the agent's calls of its own tools; nothing where it is left out. */
  receipts?: ReceiptDetail;
}

/** How a response ended. */
export type ResponseOutcome =
  | { status: 'completed'; usage: Usage }
  | { status: 'incomplete'; reason: 'max_output_tokens' | 'content_filter'; usage: Usage }
  | { status: 'failed' | 'cancelled'; error: GatewayError };

/** The answer of `POST /v1/responses`; all fields that either published schema requires are always there. */
export interface ResponseResource extends RequestEcho, StateEcho {
  id: string;
  object: 'response';
  created_at: number;
  completed_at: number | null;
  status: 'queued' | 'in_progress' | ResponseOutcome['status'];
  error: ResponseError | null;
  incomplete_details: { reason: string } | null;
  model: string;
  output: OutputItem[];
  usage: ResponseUsage;
}

/** A response that has said nothing yet. */
export function startedResponse({ id, createdAt, model, echo }: ResponseIdentity): ResponseResource {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    completed_at: null,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    model,
    output: [],
    // One schema requires the key and the other forbids null.
    usage: toResponseUsage(noUsage),
    ...echo,
  };
}

/** The response with its outcome; `completedAt` in seconds since the epoch. */
export function endedResponse(
  identity: ResponseIdentity,
  output: OutputItem[],
  outcome: ResponseOutcome,
  completedAt: number,
): ResponseResource {
  const started = { ...startedResponse(identity), output, status: outcome.status };
  switch (outcome.status) {
    case 'completed':
      return { ...started, completed_at: completedAt, usage: toResponseUsage(outcome.usage) };
    case 'incomplete':
      return { ...started, incomplete_details: { reason: outcome.reason }, usage: toResponseUsage(outcome.usage) };
    case 'failed':
    case 'cancelled':
      return { ...started, error: toResponseError(outcome.error) };
  }
}
