import { Inject, Injectable } from '@nestjs/common';
import { describeSize } from '../../common/describe-amount.js';
import { SessionStore } from '../../sessions/session-store.port.js';
import { isSessionFor, sessionName } from '../sessions/session-name.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

const defaultLimit = 20;

interface SessionsListArguments {
  limit?: number;
}

/** Names the kept conversations of the agent. */
@Injectable()
export class SessionsListTool implements Tool<SessionsListArguments> {
  readonly group = 'sessions';
  readonly ownerOnly = true;
  readonly sideEffects = false;
  readonly definition = {
    name: 'sessions_list',
    description: 'Kept conversations of this agent with their last use and size, newest first.',
    parameters: {
      type: 'object',
      properties: { limit: { type: 'integer', minimum: 1, maximum: 200 } },
    },
  };

  constructor(@Inject(SessionStore) private readonly store: SessionStore) {}

  async run({ limit = defaultLimit }: SessionsListArguments, context: ToolContext): Promise<ToolResult> {
    const { agent, session } = context;
    const sessions = (await this.store.list()).filter(({ key }) => isSessionFor(key, context)).reverse();
    if (sessions.length === 0) return textResult('No conversations are kept.');
    const lines = sessions.slice(0, limit).map(({ key, updatedAt, bytes }) => {
      const words = [sessionName(key, agent), new Date(updatedAt).toISOString(), describeSize(bytes)];
      return [...words, ...(key === session.key ? ['this one'] : [])].join('  ');
    });
    const left = sessions.length - lines.length;
    return textResult([...lines, ...(left > 0 ? [`[${left} more; raise limit to see them]`] : [])].join('\n'));
  }
}
