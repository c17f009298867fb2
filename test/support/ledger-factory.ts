import type { BegunCall } from '../../src/openai-runs/repeats/call-watch.js';
import type { LedgerEntry } from '../../src/openai-runs/repeats/call-ledger.port.js';
import type { AdmittedCall } from '../../src/openai-runs/repeats/repeatable-call.js';
import { resolvedAgent } from './agent-factory.js';
import { ClientAnswer } from './client-answer.js';

/** An entry of a call without a key, that changed nothing, unless overridden. */
export function ledgerEntry(overrides: Partial<LedgerEntry> & { runId?: string } = {}): LedgerEntry {
  const { runId = 'run_1', ...rest } = overrides;
  return {
    id: runId,
    hasKey: false,
    credentialId: 'shared-token',
    fingerprint: 'same',
    rights: 'rights',
    sideEffect: false,
    answer: {
      runId,
      headers: { 'x-openclaw-agent-id': 'main', 'x-openclaw-run-id': runId },
      replay: { id: 'chatcmpl-1' },
      ownsEvents: true,
      isBound: false,
    },
    createdAt: 1_000,
    expiresAt: 2_000,
    ...rest,
  };
}

/** A call for a chat completion with the key `k`, whose client listens, unless overridden. */
export function repeatableCall(overrides: Partial<AdmittedCall> = {}): AdmittedCall {
  return {
    endpoint: 'chat-completions',
    body: { model: 'openclaw' },
    rights: 'rights',
    owner: { credential: { id: 'shared-token', kind: 'token', mayBeOwner: true }, header: 'absent' },
    route: { agentId: undefined, sessionKey: undefined, model: undefined, messageChannel: undefined },
    signal: new AbortController().signal,
    repeat: { key: 'k', retryCount: undefined, bodyDigest: () => 'digest' },
    response: new ClientAnswer().response,
    ...overrides,
  };
}

/** A call whose run is about to begin, and ends with its client, unless overridden. */
export function begunCall(overrides: Partial<BegunCall> = {}): BegunCall {
  const replay = { id: 'chatcmpl-1' };
  return { runId: 'run_1', agent: resolvedAgent(), replay, isBound: true, ownsEvents: true, ...overrides };
}
