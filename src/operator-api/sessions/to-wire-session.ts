import type { SessionRow } from '../../gateway-protocol/payloads.js';
import type { WireSession } from './wire-session.js';

export function toWireSession(row: SessionRow): WireSession {
  return {
    object: 'openclaw.session',
    key: row.key,
    agent_id: row.agentId,
    owner: row.owner,
    created_at: Math.floor(row.createdAt / 1000),
    updated_at: Math.floor(row.updatedAt / 1000),
    turns: row.turns,
    bytes: row.bytes,
    has_active_run: row.hasActiveRun,
    model: row.model === null ? null : `${row.modelProvider}/${row.model}`,
  };
}
