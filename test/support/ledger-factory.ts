import type { LedgerEntry } from '../../src/openai-runs/repeats/call-ledger.port.js';

/** An entry of a call without a key, that changed nothing, unless overridden. */
export function ledgerEntry(overrides: Partial<LedgerEntry> & { runId?: string } = {}): LedgerEntry {
  const { runId = 'run_1', ...rest } = overrides;
  return {
    id: runId,
    isNamed: false,
    fingerprint: 'same',
    sideEffect: false,
    answer: { runId, headers: { 'x-openclaw-run-id': runId }, told: { id: 'chatcmpl-1' }, ownsStory: true },
    createdAt: 1_000,
    expiresAt: 2_000,
    ...rest,
  };
}
