import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

/** Date, time, agent and session, for anyone. A public agent does not learn the session key, which may name a user. */
@Injectable()
export class SessionStatusTool implements Tool {
  readonly group = 'sessions';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: 'session_status',
    description: 'The current date and time (UTC), the agent, and the session of this conversation.',
    parameters: { type: 'object', properties: {} },
  };

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  run(_args: object, { agent, session, isOwner }: ToolContext): Promise<ToolResult> {
    const now = new Date(this.clock.now());
    const status = {
      time: now.toISOString(),
      weekday: now.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' }),
      agent: agent.name,
      session: {
        ...(agent.publicMode ? {} : { key: session.key }),
        kept: session.kept,
        earlierMessages: session.earlierMessages,
      },
      owner: isOwner,
    };
    return Promise.resolve(textResult(JSON.stringify(status)));
  }
}
