import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { ownerReasons } from '../auth/resolve-owner.js';
import type { Message, ResponseFormat, ToolChoice, ToolDefinition } from '../common/conversation.js';
import type { ModelOptions } from '../common/model-options.js';
import type { SessionWords } from '../sessions/session-words.js';

/** What the caller demands. There is no `none`: tools that must not be called are not among the client's. */
export type DemandedToolChoice = Exclude<ToolChoice, { type: 'none' }>;

/** What decided whether a run is the owner's. `parent-run`: a subagent is the owner's where the run that started it is. */
export const runOwnerReasons = [...ownerReasons, 'parent-run'] as const;

/** What every transport turns its request into. */
export interface RunRequest {
  agent: ResolvedAgent;
  owner: { isOwner: boolean; why: (typeof runOwnerReasons)[number] };
  /** How the session is chosen: a key that is given wins over `user`; neither means a stateless call. */
  session: {
    /** The key; over HTTP the header `x-openclaw-session-key`. */
    header?: string | undefined;
    user?: string | undefined;
    /** How errors call what the session was chosen by. Default: as the headers. */
    words?: SessionWords | undefined;
  };
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
