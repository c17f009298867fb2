import { isJsonObject } from '../../common/json.js';
import type { AnswerRecord } from '../repeats/answer-record.js';
import type { LedgerEntry } from '../repeats/call-ledger.port.js';

export interface CallRow {
  id: string;
  /** 0 or 1, as are `side_effect` and `owns_events`. */
  has_key: number;
  credential_id: string;
  fingerprint: string;
  rights: string;
  side_effect: number;
  run_id: string;
  owns_events: number;
  /** The `AnswerRecord` as JSON. */
  answer: string;
  created_at: number;
  expires_at: number;
}

export function toCallRow(entry: LedgerEntry): CallRow {
  const { id, hasKey, credentialId, fingerprint, rights, sideEffect, answer, createdAt, expiresAt } = entry;
  return {
    id,
    has_key: Number(hasKey),
    credential_id: credentialId,
    fingerprint,
    rights,
    side_effect: Number(sideEffect),
    run_id: answer.runId,
    owns_events: Number(answer.ownsEvents),
    answer: JSON.stringify(answer),
    created_at: createdAt,
    expires_at: expiresAt,
  };
}

/** Throws when the row does not hold the JSON that belongs there. */
export function fromCallRow(row: CallRow): LedgerEntry {
  const answer: unknown = JSON.parse(row.answer);
  if (!isAnswer(answer) || answer.runId !== row.run_id) throw new TypeError('The stored call holds something else.');
  return {
    id: row.id,
    hasKey: row.has_key === 1,
    credentialId: row.credential_id,
    fingerprint: row.fingerprint,
    rights: row.rights,
    sideEffect: row.side_effect === 1,
    answer,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** Looks at what is common to all endpoints; `replay` was written by the one that reads it. */
function isAnswer(value: unknown): value is AnswerRecord {
  return (
    isJsonObject(value) && typeof value['runId'] === 'string' && isJsonObject(value['headers']) && 'replay' in value
  );
}
