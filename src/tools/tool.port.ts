import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { ImagePart, TextPart, ToolDefinition, ToolMessage } from '../common/conversation.js';

/** The run that a tool works for. */
export interface ToolContext {
  runId: string;
  agent: ResolvedAgent;
  isOwner: boolean;
  session: ToolSession;
  /** Aborts when the caller leaves, the run times out or the gateway stops. A tool ends promptly then. */
  signal: AbortSignal;
}

export interface ToolSession {
  key: string;
  /** False for a stateless call, of which nothing is kept. */
  kept: boolean;
  /** Messages of earlier calls. */
  earlierMessages: number;
}

export interface ToolResult {
  content: (TextPart | ImagePart)[];
  /** True when the tool could not do what it was asked; the text then says why. */
  isError?: boolean;
}

/**
 * Something an agent can do. `run` gets arguments that fit `definition.parameters`; a fault that the model can mend is a result
 * with `isError`, and anything thrown becomes one.
 */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Whether only the owner may use it. Configuration can add to this, never take away. */
  readonly ownerOnly: boolean;
  /** Whether it changes anything outside the run: a failed run is then not safe to retry. */
  readonly sideEffects: boolean;
  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolResult>;
}

/** How a call ended: `refused` where the run has no such tool, `aborted` where the run was stopped before or during it. */
export type ToolOutcome = 'ok' | 'error' | 'refused' | 'aborted';

/** A call of the model with what became of it. */
export interface ExecutedCall {
  outcome: ToolOutcome;
  message: ToolMessage;
  /** Whether something outside the run may have changed. */
  sideEffect: boolean;
}

/** Injection token of all tools: `Tool[]`. */
export const Tools = Symbol('Tools');

export function textResult(text: string): ToolResult {
  return { content: [{ type: 'text', text }] };
}

export function errorResult(text: string): ToolResult {
  return { ...textResult(text), isError: true };
}
