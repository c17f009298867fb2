import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { ImagePart, TextPart, ToolDefinition, ToolMessage } from '../common/conversation.js';
import type { WorkspaceScope } from '../workspace/workspace-storage.port.js';

/** The sets that rules for tools may name as `group:<name>`. */
export const toolGroups = ['fs', 'runtime', 'web', 'sessions', 'mcp'] as const;
export type ToolGroup = (typeof toolGroups)[number];

/** The run that a tool works for, and what it lends to its tools. */
export interface ToolContext {
  agent: ResolvedAgent;
  isOwner: boolean;
  run: ToolRun;
  session: ToolSession;
  /** The files that the run may reach. */
  files: WorkspaceScope;
  /** Aborts when the caller leaves, the run times out or the gateway stops. A tool ends promptly then. */
  signal: AbortSignal;
  /** Shows whoever watches the run what a long call has come to, e.g. a line of output. The model does not see it. */
  progress(text: string): void;
  /** Runs a subagent to its end. Never throws: a failure is an outcome too. */
  spawn(task: SubagentTask): Promise<SubagentOutcome>;
}

/** For the audit log. */
export interface ToolRun {
  id: string;
  /** Of the credential that asked for the run. */
  credentialId: string;
}

export interface ToolSession {
  key: string;
  /** False for a stateless call, of which nothing is kept. */
  kept: boolean;
  /** Messages of earlier calls. */
  earlierMessages: number;
}

export interface SubagentTask {
  task: string;
  /** Undefined means the agent of the run itself. */
  agentId: string | undefined;
}

/** What became of a subagent. `refused` where the bounds of the run do not allow another one; nothing ran then. */
export type SubagentOutcome = { outcome: 'ok'; text: string } | { outcome: 'error' | 'refused'; message: string };

export interface ToolResult {
  content: (TextPart | ImagePart)[];
  /** True when the tool could not do what it was asked; the text then says why. */
  isError?: boolean;
}

/**
 * Something an agent can do. `run` gets arguments that fit `definition.parameters`, which is what `Arguments` has to say too. A
 * fault that the model can mend is a result with `isError` or a thrown `ModelReadableError`; of anything else that is thrown the
 * model learns only that the tool failed.
 */
export interface Tool<Arguments extends object = object> {
  readonly definition: ToolDefinition;
  /** The set it belongs to, if any. */
  readonly group?: ToolGroup;
  /** Whether only the owner may use it. Configuration can add to this, never take away. */
  readonly ownerOnly: boolean;
  /** Whether it changes anything outside the run: a failed run is then not safe to retry. */
  readonly sideEffects: boolean;
  /** Whether it starts subagents: a run that may start none does not have it. */
  readonly startsSubagents?: boolean;
  /** Why no run of the agent can use it now, for people; undefined where one can. Asked for each run. Never rejects. */
  unavailable?(agent: ResolvedAgent): Promise<string | undefined>;
  /** It checks its arguments itself: `run` gets any JSON object. */
  readonly checksArguments?: true;
  run(args: Arguments, context: ToolContext): Promise<ToolResult>;
}

/** What a source of tools is asked for one run. */
export interface ToolQuery {
  /** Whether rules could keep a tool whose name begins so. A server none of whose tools could be kept need not be asked. */
  mayKeep(tools: { prefix: string; group: ToolGroup; ownerOnly: boolean }): boolean;
  signal: AbortSignal;
}

/** Tools that are not known before they are asked for, such as those of other servers. */
export interface ToolSource {
  /** The tools there are now. Takes bounded time and never rejects: what cannot be reached has no tools, and the log says why. */
  tools(query: ToolQuery): Promise<readonly Tool[]>;
}

/**
 * How a call ended: `refused` where the run has no such tool or its call cannot be written down, `aborted` where the run was stopped before or during it. */
export const toolOutcomes = ['ok', 'error', 'refused', 'aborted'] as const;
export type ToolOutcome = (typeof toolOutcomes)[number];

/** A call of the model with what became of it. */
export interface ExecutedCall {
  outcome: ToolOutcome;
  message: ToolMessage;
  /** Whether something outside the run may have changed. */
  sideEffect: boolean;
}

/** Injection token of the tools that are always there: `Tool[]`. */
export const Tools = Symbol('Tools');
/** Injection token of `ToolSource[]`. */
export const ToolSources = Symbol('ToolSources');

export function textResult(text: string): ToolResult {
  return { content: [{ type: 'text', text }] };
}

export function errorResult(text: string): ToolResult {
  return { ...textResult(text), isError: true };
}
