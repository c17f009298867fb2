import type { ToolDefinition } from '../common/conversation.js';
import type { WireToolChoice } from '../openai-wire/tool-choice.js';
import type { RunRequest } from '../runs/run-request.js';

/** The tools of the client that a run may call, and whether it has to. */
export function toClientTools(
  tools: readonly ToolDefinition[],
  { choice, allowed }: WireToolChoice,
): Pick<RunRequest, 'clientTools' | 'toolChoice'> {
  // `none` speaks of the tools that the client brought, which are withheld; the agent keeps its own.
  if (choice.type === 'none') return { clientTools: [], toolChoice: { type: 'auto' } };
  return {
    clientTools: allowed ? tools.filter((tool) => allowed.includes(tool.name)) : tools,
    toolChoice: choice,
  };
}
