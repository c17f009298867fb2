import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.port.js';
import type { OutgoingRequest, RequestInspector } from '../providers/request-inspector.js';
import { RequestWithheldError } from '../providers/request-withheld.error.js';
import type { CheckedCall } from './checked-call.js';
import { FactsInForce } from './facts-in-force.service.js';
import { type Finding, findLeak } from './find-leak.js';

/** Lets no request of a public agent out in which a fact about the host is found. It edits nothing. */
@Injectable()
export class EgressCheck {
  private readonly logger = new Logger(EgressCheck.name);
  private count = 0;

  constructor(
    private readonly facts: FactsInForce,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Requests that were refused since the gateway started. */
  get refused(): number {
    return this.count;
  }

  /** What a call has each of its requests inspected by; undefined for an agent that is not public. */
  inspectorFor(call: CheckedCall): RequestInspector | undefined {
    if (!call.agent.publicMode) return undefined;
    return (request: OutgoingRequest) => {
      const finding = findLeak(request, this.facts.search, call.words);
      if (finding) throw this.refusal(finding, call);
    };
  }

  private refusal({ kind, place }: Finding, { agent, runId }: CheckedCall): RequestWithheldError {
    this.count += 1;
    const reason = `the ${kind} of this host was found in ${place}`;
    this.logger.error(`A request of the public agent ${agent.id} was not sent (${runId}): ${reason}.`);
    this.audit.record({ kind: 'egress.refused', run: runId, agent: agent.id, fact: kind });
    return new RequestWithheldError(`The request was not sent: ${reason}.`);
  }
}
