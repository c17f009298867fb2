import { Inject, Injectable } from '@nestjs/common';
import type { RunAuditOutcome } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.port.js';
import { sessionDigest } from '../audit/session-digest.js';
import type { GatewayError } from '../common/gateway-error.js';
import type { SessionKey } from '../sessions/session-key.js';
import type { RunEvent } from './run-event.js';
import type { RunRequest } from './run-request.js';
import { isCancellation } from './runs.errors.js';

/** A run as far as the audit log is to know it. */
export interface AuditedRun {
  id: string;
  request: Pick<RunRequest, 'agent' | 'owner' | 'credential'>;
  session: SessionKey;
}

/** Writes down that a run began, for whom, and how it ended; subagents have lines of their own. */
@Injectable()
export class RunAudit {
  constructor(@Inject(AuditLog) private readonly audit: AuditLog) {}

  /** What it returns is to be told every event, the last one included. */
  begin({ id: run, request, session }: AuditedRun): (events: readonly RunEvent[]) => void {
    const { agent, owner, credential } = request;
    this.audit.record({
      kind: 'run.started',
      run,
      agent: agent.id,
      session: sessionDigest(session.key),
      owner: owner.isOwner,
      why: owner.why,
      credential: credential.id,
    });
    return (events) => {
      const last = events.at(-1);
      if (last?.type === 'run-end') this.audit.record({ kind: 'run.ended', run, outcome: 'completed' });
      if (last?.type === 'run-error') this.audit.record({ kind: 'run.ended', run, ...toOutcome(last.error) });
    };
  }
}

function toOutcome(error: GatewayError): { outcome: RunAuditOutcome; code: string } {
  return { outcome: isCancellation(error) ? 'cancelled' : 'failed', code: error.code ?? error.type };
}
