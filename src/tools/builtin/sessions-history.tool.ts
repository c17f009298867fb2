import { Inject, Injectable } from '@nestjs/common';
import { SessionStore, type StoredSession } from '../../sessions/session-store.port.js';
import { isSessionFor, sessionName } from '../sessions/session-name.js';
import { toTranscript } from '../sessions/to-transcript.js';
import { type Tool, type ToolContext, type ToolResult, errorResult, textResult } from '../tool.port.js';

const defaultLimit = 20;

interface SessionsHistoryArguments {
  sessionKey: string;
  limit?: number;
}

/** Shows a kept conversation of the agent; those of other agents do not exist for it. */
@Injectable()
export class SessionsHistoryTool implements Tool<SessionsHistoryArguments> {
  readonly group = 'sessions';
  readonly ownerOnly = true;
  readonly sideEffects = false;
  readonly definition = {
    name: 'sessions_history',
    description:
      'The newest messages of a session that sessions_list names, tool calls and shortened results included.',
    parameters: {
      type: 'object',
      properties: { sessionKey: { type: 'string' }, limit: { type: 'integer', minimum: 1, maximum: 200 } },
      required: ['sessionKey'],
    },
  };

  constructor(@Inject(SessionStore) private readonly store: SessionStore) {}

  async run({ sessionKey, limit = defaultLimit }: SessionsHistoryArguments, context: ToolContext): Promise<ToolResult> {
    const session = await this.find(sessionKey, context);
    if (!session) return errorResult('This agent has no such session. sessions_list names those it has.');
    return textResult(toTranscript(session.turns, limit));
  }

  private async find(name: string, context: ToolContext): Promise<StoredSession | undefined> {
    const { agent } = context;
    const key = agent.publicMode ? await this.keyOf(name, context) : name;
    if (key === undefined || !isSessionFor(key, context)) return undefined;
    const session = await this.store.load(key);
    return session?.agentId === agent.id ? session : undefined;
  }

  private async keyOf(name: string, context: ToolContext): Promise<string | undefined> {
    const own = (await this.store.list()).filter(({ key }) => isSessionFor(key, context));
    return own.find(({ key }) => sessionName(key, context.agent) === name)?.key;
  }
}
