import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { SessionStore, type StoredSession } from '../../sessions/session-store.port.js';
import { isSessionOf, sessionName } from '../sessions/session-name.js';
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

  async run(
    { sessionKey, limit = defaultLimit }: SessionsHistoryArguments,
    { agent }: ToolContext,
  ): Promise<ToolResult> {
    const session = await this.find(sessionKey, agent);
    if (!session) return errorResult('This agent has no such session. sessions_list names those it has.');
    return textResult(toTranscript(session.turns, limit));
  }

  private async find(name: string, agent: ResolvedAgent): Promise<StoredSession | undefined> {
    const key = agent.publicMode ? await this.keyOf(name, agent) : name;
    if (key === undefined || !isSessionOf(key, agent)) return undefined;
    const session = await this.store.load(key);
    return session?.agentId === agent.id ? session : undefined;
  }

  private async keyOf(name: string, agent: ResolvedAgent): Promise<string | undefined> {
    const own = (await this.store.list()).filter(({ key }) => isSessionOf(key, agent));
    return own.find(({ key }) => sessionName(key, agent) === name)?.key;
  }
}
