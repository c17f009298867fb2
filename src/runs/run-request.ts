import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { OwnerReason } from '../auth/resolve-owner.js';
import type { Message, ResponseFormat, ToolChoice, ToolDefinition } from '../common/conversation.js';
import type { ModelOptions } from '../common/model-options.js';

/** What the caller demands. There is no `none`: tools that must not be called are not among the client's. */
export type DemandedToolChoice = Exclude<ToolChoice, { type: 'none' }>;

/** What every transport turns its request into. */
export interface RunRequest {
  agent: ResolvedAgent;
  /** `parent-run`: a subagent is the owner's where the run that started it is. */
  owner: { isOwner: boolean; why: OwnerReason | 'parent-run' };
  /** How the session is chosen: the header wins over `user`; neither means a stateless call. */
  session: { header?: string | undefined; user?: string | undefined };
  /** System and developer text, in order. */
  instructions: readonly string[];
  /** Everything else that the client sent, in order. */
  messages: readonly Message[];
  /** Tools that the client runs itself. */
  clientTools: readonly ToolDefinition[];
  toolChoice: DemandedToolChoice;
  parallelToolCalls?: boolean | undefined;
  options: ModelOptions;
  responseFormat?: ResponseFormat | undefined;
  /** What the caller allows the run to take, within the agent's own limit. */
  timeoutMilliseconds?: number | undefined;
  /** Aborts when the caller leaves. */
  signal: AbortSignal;
}
