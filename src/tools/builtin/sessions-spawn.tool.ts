import { Injectable } from '@nestjs/common';
import { type Tool, type ToolContext, type ToolResult, errorResult, textResult } from '../tool.port.js';

interface SubagentArguments {
  task: string;
  agentId?: string;
}

/** Gives a part of the work to a subagent and brings its answer back. */
@Injectable()
export class SessionsSpawnTool implements Tool<SubagentArguments> {
  readonly group = 'sessions';
  readonly ownerOnly = false;
  readonly sideEffects = true;
  readonly startsSubagents = true;
  readonly definition = {
    name: 'sessions_spawn',
    description: 'Give a task to a subagent and get its answer. It knows only the task, so tell it all it needs.',
    parameters: {
      type: 'object',
      properties: {
        task: { type: 'string', minLength: 1 },
        agentId: { type: 'string', description: 'Another agent; default yourself.' },
      },
      required: ['task'],
    },
  };

  async run({ task, agentId }: SubagentArguments, context: ToolContext): Promise<ToolResult> {
    const ended = await context.spawn({ task, agentId });
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
