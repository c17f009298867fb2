import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunEvent } from '../../runs/run-event.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import type { ControlMethod } from '../control-method.port.js';
import { optionalAgentId, optionalCount, sessionKeyParam } from '../params.js';
import { OperatorSessions } from '../sessions/operator-sessions.service.js';
import { newestMessages } from '../sessions/session-history.js';
import { sessionIdOf } from '../sessions/session-name.js';
import { SessionRows } from '../sessions/session-rows.service.js';

interface ChatHistoryParams {
  sessionKey: string;
  agentId?: string;
  limit?: number;
}

const defaultLimit = 200;

@Injectable()
export class ChatHistoryMethod implements ControlMethod<ChatHistoryParams> {
  readonly name = 'chat.history';
  readonly scope = 'operator.read';
  readonly summary = 'The newest messages of a session, oldest first; none where nothing is kept under the key';
  readonly params: JSONSchemaType<ChatHistoryParams> = {
    type: 'object',
    properties: { sessionKey: sessionKeyParam, agentId: optionalAgentId, limit: optionalCount(1_000) },
    required: ['sessionKey'],
  };

  constructor(
    private readonly operators: OperatorSessions,
    private readonly sessions: SessionAdministration,
    private readonly rows: SessionRows,
    private readonly journal: RunJournal,
  ) {}

  async handle({ sessionKey: given, agentId, limit = defaultLimit }: ChatHistoryParams) {
    const sessionKey = this.operators.keyOf(given, agentId);
    const turns = await this.sessions.turns(sessionKey);
    const sessionInfo = await this.rows.find(sessionKey);
    return {
      sessionKey,
      sessionId: sessionIdOf(sessionKey),
      messages: newestMessages(turns, limit),
      ...(sessionInfo ? { sessionInfo } : {}),
      ...this.inFlightRun(sessionKey),
    };
  }

  /** What a run at work has said so far, so that whoever comes in the middle can go on from there. */
  private inFlightRun(sessionKey: string) {
    const log = this.journal.active().find(({ record }) => record.sessionKey === sessionKey);
    return log ? { inFlightRun: { runId: log.id, text: textOfRun(log.read(0).events) } } : {};
  }
}

function textOfRun(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
