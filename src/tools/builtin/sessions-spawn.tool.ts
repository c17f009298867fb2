import { Injectable } from '@nestjs/common';
import { type Tool, type ToolContext, type ToolResult, errorResult, textResult } from '../tool.port.js';

export const spawnToolName = 'sessions_spawn';

/** Gives a part of the work to a subagent and brings its answer back. */
@Injectable()
export class SessionsSpawnTool implements Tool {
  readonly group = 'sessions';
  readonly ownerOnly = false;
  readonly sideEffects = true;
  readonly definition = {
    name: spawnToolName,
    description: 'Gives a task to a subagent and returns its answer. It knows only the task, so tell it all it needs.',
    parameters: {
      type: 'object',
      properties: {
        task: { type: 'string', minLength: 1 },
        agentId: { type: 'string', description: 'Another agent; default yourself.' },
      },
      required: ['task'],
      additionalProperties: false,
    },
  };

  async run({ task, agentId }: Record<string, unknown>, context: ToolContext): Promise<ToolResult> {
    const ended = await context.spawn({
      task: String(task),
      agentId: typeof agentId === 'string' ? agentId : undefined,
    });
    switch (ended.outcome) {
      case 'ok':
        return textResult(ended.text === '' ? 'The subagent ended without a word.' : ended.text);
      case 'refused':
        return errorResult(ended.message);
      case 'error':
        return errorResult(`The subagent failed: ${ended.message}`);
    }
  }
}
