import { toSeconds } from '../common/to-seconds.js';
import { receiptDetail } from '../openai-runs/receipt-detail.js';
import type { ResponseIdentity, StateEcho } from '../openai-wire/responses/response-resource.js';
import type { WireState } from '../openai-wire/responses/response-state.js';
import type { StartedRun } from '../runs/started-run.js';
import type { ReadResponseCall } from './response-request-reader.service.js';
import type { KeptResponse } from './response-store.port.js';

/** What a response has besides its request. */
export interface ResponseStart {
  run: StartedRun;
  credentialId: string;
  /** Milliseconds since the epoch. */
  now: number;
}

export function toKeptResponse(read: ReadResponseCall, { run, credentialId, now }: ResponseStart): KeptResponse {
  const { id, runRequest, input, dialect } = read;
  const { agent, owner, session } = runRequest;
  return {
    id,
    runId: run.id,
    agentId: agent.id,
    session: session.own ?? { key: run.sessionKey, kind: 'fresh' },
    credentialId,
    isOwner: owner.isOwner,
    identity: toResponseIdentity(read, now),
    dialect,
    input,
    createdAt: now,
  };
}

/** `now` in milliseconds since the epoch. */
export function toResponseIdentity({ id, request, runRequest }: ReadResponseCall, now: number): ResponseIdentity {
  const receipts = receiptDetail(request.wantsReceipts, runRequest);
  return {
    id,
    createdAt: toSeconds(now),
    model: request.model ?? `openclaw:${runRequest.agent.id}`,
    echo: { ...request.echo, ...toStateEcho(request.state) },
    summarizes: request.summarizes,
    ...(receipts === undefined ? {} : { receipts }),
  };
}

function toStateEcho({ store = true, background, previousResponseId, conversation }: WireState): StateEcho {
  return {
    store,
    background,
    previous_response_id: previousResponseId ?? null,
    ...(conversation === undefined ? {} : { conversation: { id: conversation } }),
  };
}
