import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { OwnerService } from '../../auth/owner.service.js';
import { Clock } from '../../common/clock.js';
import type { ContentPart } from '../../common/conversation.js';
import { invalidRequest } from '../../gateway-protocol/protocol-error.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunRequest } from '../../runs/run-request.js';
import { RunExistsError } from '../../runs/runs.errors.js';
import { RunsService } from '../../runs/runs.service.js';
import type { StartedRun } from '../../runs/started-run.js';
import { IdempotentRequests } from '../idempotent-requests.js';
import type { Operator } from '../operator.js';
import { agentOfKey, mainSession } from '../sessions/session-name.js';
import { MessageAttachments } from './message-attachments.service.js';
import type { OperatorMessage, OperatorRun, RunOutcome } from './operator-run.js';
import { toRunOutcome } from './to-run-outcome.js';

/** A run, and whether the request for it had come before. */
export interface RequestedRun {
  run: OperatorRun;
  isRepeat: boolean;
}

/** Starts runs for operators, once for each idempotency key. */
@Injectable()
export class OperatorRuns {
  private readonly requests: IdempotentRequests<Promise<OperatorRun>>;

  constructor(
    private readonly agents: AgentResolverService,
    private readonly owners: OwnerService,
    private readonly attachments: MessageAttachments,
    private readonly runs: RunsService,
    private readonly journal: RunJournal,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.requests = new IdempotentRequests(clock);
  }

  /** `method` is the one that was called. Rejects for a message that cannot become a run; it may then be sent again. */
  async start(method: string, message: OperatorMessage, operator: Operator): Promise<RequestedRun> {
    const key = message.idempotencyKey;
    const { outcome, isRepeat } = this.requests.once(key, fingerprint(method, message, operator), () =>
      this.begin(message, operator),
    );
    try {
      return { run: await outcome, isRepeat };
    } catch (error) {
      this.requests.forget(key, outcome);
      throw error;
    }
  }

  private async begin(message: OperatorMessage, operator: Operator): Promise<OperatorRun> {
    const { idempotencyKey: runId } = message;
    if (this.journal.find(runId)) throw new RunExistsError(runId);
    const request = await this.toRunRequest(message, operator);
    const started = this.runs.start(request, runId);
    const acceptedAt = this.clock.now();
    const outcome = this.outcomeOf(started);
    const run: OperatorRun = { runId, sessionKey: started.sessionKey, agentId: request.agent.id, acceptedAt, outcome };
    // Never rejects: the events of a run end with its failure.
    outcome.then(
      (ended) => (run.ended = ended),
      () => undefined,
    );
    return run;
  }

  /**
   * The run begins when its operator has been answered, in another turn of the event loop, so that the answer goes out by
   * itself: a client that reads it together with the end of the run may not know the run yet.
   */
  private async outcomeOf({ events }: StartedRun): Promise<RunOutcome> {
    await new Promise(setImmediate);
    return toRunOutcome(events, () => this.clock.now());
  }

  private async toRunRequest(message: OperatorMessage, { credential }: Operator): Promise<RunRequest> {
    const { sessionKey = mainSession, extraSystemPrompt, senderIsOwner, timeoutMilliseconds } = message;
    const agent = this.agentOf(message);
    const header = senderIsOwner === undefined ? 'absent' : senderIsOwner ? 'true' : 'false';
    // The run belongs to the gateway: it ends by itself, by its limits, or when an operator cancels it.
    const { signal } = new AbortController();
    return {
      agent,
      owner: this.owners.resolve({ credential, header }, agent.publicMode),
      session: { header: sessionKey },
      instructions: extraSystemPrompt === undefined ? [] : [extraSystemPrompt],
      messages: [{ role: 'user', content: await this.contentOf(message, agent, signal) }],
      clientTools: [],
      toolChoice: { type: 'auto' },
      options: {},
      timeoutMilliseconds,
      signal,
    };
  }

  private agentOf({ agentId, sessionKey }: OperatorMessage): ResolvedAgent {
    return this.agents.resolve({ agentHeader: agentId ?? agentOfKey(sessionKey ?? '') });
  }

  private async contentOf(
    { message, attachments = [] }: OperatorMessage,
    agent: ResolvedAgent,
    signal: AbortSignal,
  ): Promise<ContentPart[]> {
    if (message.trim() === '' && attachments.length === 0) {
      throw invalidRequest('the message is empty; send a text or an attachment');
    }
    const files = await this.attachments.read(attachments, agent, signal);
    return message === '' ? files : [{ type: 'text', text: message }, ...files];
  }
}

function fingerprint(method: string, message: OperatorMessage, { credential }: Operator): string {
  return createHash('sha256')
    .update(JSON.stringify([method, credential.id, contentsOf(message)]))
    .digest('base64');
}

/** All that makes a request what it is, in one order: a client may send its parameters in any. */
function contentsOf(message: OperatorMessage): unknown[] {
  const { agentId, sessionKey, extraSystemPrompt, senderIsOwner, timeoutMilliseconds, attachments = [] } = message;
  const files = attachments.map(({ content, fileName, mimeType }) => [content, fileName, mimeType]);
  return [message.message, agentId, sessionKey, extraSystemPrompt, senderIsOwner, timeoutMilliseconds, files];
}
