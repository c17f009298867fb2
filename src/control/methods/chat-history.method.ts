import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { ChatHistoryPayload } from '../../gateway-protocol/method-payloads.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { spokenText } from '../../runs/spoken-text.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { sessionIdOf } from '../../sessions/session-name.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { messageLimits } from '../list-limits.js';
import { optionalAgentId, optionalCount, sessionKeyParam } from '../params.js';
import { newestMessages } from '../sessions/session-history.js';
import { SessionKeys } from '../sessions/session-keys.service.js';
import { SessionRows } from '../sessions/session-rows.service.js';

interface ChatHistoryParams {
  sessionKey: string;
  agentId?: string;
  limit?: number;
}

@Injectable()
export class ChatHistoryMethod implements ControlMethod<ChatHistoryParams> {
  readonly name = 'chat.history';
  readonly scope = 'operator.read';
  readonly summary = 'The newest messages of a session, oldest first; none where nothing is kept under the key';
  readonly params: JSONSchemaType<ChatHistoryParams> = {
    type: 'object',
    properties: { sessionKey: sessionKeyParam, agentId: optionalAgentId, limit: optionalCount(messageLimits.most) },
    required: ['sessionKey'],
  };

  constructor(
    private readonly keys: SessionKeys,
    private readonly sessions: SessionAdministration,
    private readonly rows: SessionRows,
    private readonly journal: RunJournal,
  ) {}

  async handle(
    { sessionKey: key, agentId, limit = messageLimits.otherwise }: ChatHistoryParams,
    { operator }: MethodCall,
  ): Promise<ChatHistoryPayload> {
    const { credential } = operator;
    const sessionKey = this.keys.kept({ key, agentId, field: 'sessionKey', credential });
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
  private inFlightRun(sessionKey: string): Pick<ChatHistoryPayload, 'inFlightRun'> {
    const log = this.journal.active().find(({ record }) => record.sessionKey === sessionKey);
    return log ? { inFlightRun: { runId: log.id, text: log.read(0).events.map(spokenText).join('') } } : {};
  }
}
