import type { ToolCall } from '../../src/common/conversation.js';
import { type Tool, type ToolContext, type ToolGroup, type ToolResult, textResult } from '../../src/tools/tool.port.js';
import { resolvedAgent } from './agent-factory.js';
import { HostPath } from '../../src/common/private-facts.js';

export interface FakeToolOptions {
  group?: ToolGroup;
  ownerOnly?: boolean;
  sideEffects?: boolean;
  startsSubagents?: boolean;
  unavailable?: Tool['unavailable'];
  checksArguments?: true;
  parameters?: Record<string, unknown>;
  run?: (args: Record<string, unknown>, context: ToolContext) => Promise<ToolResult>;
}

const anything = { type: 'object', additionalProperties: true };

/** A tool that says "done" unless told otherwise; `calls` holds the arguments of each call that really ran. */
export function fakeTool(
  name: string,
  options: FakeToolOptions = {},
): Tool<Record<string, unknown>> & { calls: Record<string, unknown>[] } {
  const calls: Record<string, unknown>[] = [];
  return {
    calls,
    ownerOnly: options.ownerOnly ?? false,
    sideEffects: options.sideEffects ?? false,
    startsSubagents: options.startsSubagents ?? false,
    ...(options.group ? { group: options.group } : {}),
    ...(options.unavailable ? { unavailable: options.unavailable } : {}),
    ...(options.checksArguments ? { checksArguments: true } : {}),
    definition: { name, description: `The tool ${name}.`, parameters: options.parameters ?? anything },
    run: (args, context) => {
      calls.push(args);
      return options.run ? options.run(args, context) : Promise.resolve(textResult('done'));
    },
  };
}

export function toolContext(overrides: Partial<ToolContext> = {}): ToolContext {
  return {
    agent: resolvedAgent(),
    isOwner: false,
    run: { id: 'run_1', credentialId: 'shared-token' },
    session: { key: 'agent:main:secret-user', kept: true, earlierMessages: 2 },
    files: { root: new HostPath('/nowhere'), readableRoots: [], absolutePaths: true, hidden: new Set() },
    signal: new AbortController().signal,
    progress: () => undefined,
    spawn: () => Promise.resolve({ outcome: 'refused', message: 'no subagents in this test' }),
    ...overrides,
  };
}

/** A call as a model writes it; an object becomes its JSON text. */
export function toolCall(name: string, args: unknown = {}, id = `call_${name}`): ToolCall {
  return { id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args) };
}
